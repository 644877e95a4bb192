using System.Runtime.InteropServices;

namespace LuaVm.Exports;

/// <summary>luavm_vm_options.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AbiVmOptions
{
    internal uint StructSize;
    internal uint Flags;
    internal uint Profile;
    internal uint Preset;
    internal ulong MemoryBytes;
    internal ulong MemorySoftBytes;
    internal ulong Fuel;
    internal ulong WallMs;
    internal ulong OutputBytes;
    internal ulong ResultBytes;
    internal ulong Host;
    internal void* User;
}

/// <summary>luavm_eval_options.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AbiEvalOptions
{
    internal uint StructSize;
    internal uint Flags;
    internal byte* ChunkName;
    internal nuint ChunkNameLength;
    internal ulong Fuel;
    internal ulong WallMs;
    internal ulong OutputBytes;
    internal ulong ResultBytes;
    internal ulong SliceFuel;
}

/// <summary>luavm_function.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AbiFunction
{
    internal uint StructSize;
    internal uint Flags;
    internal byte* Name;
    internal nuint NameLength;
    internal void* Call;
    internal void* User;
    internal void* Release;
}

/// <summary>luavm_method.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AbiMethod
{
    internal byte* Name;
    internal nuint NameLength;
    internal void* Call;
    internal void* User;
}

/// <summary>luavm_class.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AbiClass
{
    internal uint StructSize;
    internal uint Flags;
    internal byte* Name;
    internal nuint NameLength;
    internal AbiMethod* Methods;
    internal nuint MethodCount;
    internal void* Get;
    internal void* Set;
    internal void* User;
    internal void* Release;
    internal void* ObjectRelease;
}

/// <summary>luavm_config.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AbiConfig
{
    internal uint StructSize;
    internal uint Flags;
    internal uint VmCap;
    internal uint Reserved;
    internal ulong MemoryQuotaBytes;
}

/// <summary>luavm_statistics.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AbiStatistics
{
    internal uint StructSize;
    internal uint VmCap;
    internal ulong VmCount;
    internal ulong VmTotal;
    internal ulong EvalTotal;
    internal ulong KillTotal;
    internal ulong MemoryBytes;
    internal ulong MemoryPeakBytes;
    internal ulong MemoryQuotaBytes;
    internal ulong BlockCount;
}
