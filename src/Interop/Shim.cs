using System.Runtime.InteropServices;

namespace LuaVm.Interop;

/// <summary>shim_options of native/shim.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ShimOptions
{
    internal uint Profile;
    internal uint Flags;
    internal ulong MemoryBytes;
    internal ulong MemorySoftBytes;
}

/// <summary>shim_eval of native/shim.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ShimEval
{
    internal byte* Source;
    internal nuint SourceLength;
    internal byte* ChunkName;
    internal ulong OutputBytes;
    internal ulong ResultBytes;
    internal uint KeepEnvironment;
    internal uint Echo;
    internal uint ResultTooLarge;
    internal uint Reserved;
}
