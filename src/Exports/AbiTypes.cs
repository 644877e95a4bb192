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
    internal ulong Policy;
    internal byte* Group;
    internal nuint GroupLength;
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

/// <summary>luavm_config.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AbiConfig
{
    /// <summary>Without the services.</summary>
    internal const int FirstSize = 24;

    internal uint StructSize;
    internal uint Flags;
    internal uint VmCap;
    internal uint Reserved;
    internal ulong MemoryQuotaBytes;
    internal uint HttpCap;
    internal uint WsCap;
    internal ulong CacheBytes;
    internal ulong CacheCompressBytes;
    internal byte* CaFile;
    internal nuint CaFileLength;
}

/// <summary>luavm_statistics.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AbiStatistics
{
    /// <summary>Without the services.</summary>
    internal const int FirstSize = 72;

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
    internal uint HttpCap;
    internal uint WsCap;
    internal ulong CacheBytes;
    internal ulong CacheCompressBytes;
    internal ulong CacheHeldBytes;
}
