using System.Runtime.InteropServices;

namespace LuaVm.Exports;

/// <summary>luavm_quota.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AbiQuota
{
    internal uint StructSize;
    internal uint Flags;
    internal uint VmCap;
    internal uint Reserved;
    internal ulong MemoryBytes;
    internal ulong MemorySoftBytes;
}

/// <summary>luavm_quota_usage.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AbiQuotaUsage
{
    internal uint StructSize;
    internal uint VmCap;
    internal ulong VmCount;
    internal ulong MemoryBytes;
    internal ulong MemoryPeakBytes;
    internal ulong MemoryLimitBytes;
    internal ulong MemorySoftBytes;
    internal ulong RefusedCount;
}
