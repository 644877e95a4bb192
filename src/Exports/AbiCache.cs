using System.Runtime.InteropServices;

namespace LuaVm.Exports;

/// <summary>luavm_cache_statistics.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AbiCacheStatistics
{
    internal uint StructSize;
    internal uint Reserved;
    internal ulong EntryCount;
    internal ulong ByteCount;
    internal ulong CapacityBytes;
    internal ulong HitCount;
    internal ulong MissCount;
    internal ulong EvictionCount;
}
