using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>A VM's memory counters. <see cref="Limit.Unlimited"/> is no limit.</summary>
/// <param name="UsedBytes">Counted against the limit now.</param>
/// <param name="PeakBytes">The highest <paramref name="UsedBytes"/> since the VM was made or reset.</param>
/// <param name="LimitBytes">The hard limit.</param>
/// <param name="SoftBytes">The soft limit.</param>
/// <param name="SystemBytes">Taken from the system, free lists included.</param>
/// <param name="GcCount">Collection cycles since the VM was made or reset.</param>
/// <param name="RefusedCount">Requests refused because of the limit.</param>
public readonly record struct MemoryUsage(long UsedBytes, long PeakBytes, long LimitBytes, long SoftBytes,
                                          long SystemBytes, long GcCount, long RefusedCount)
{
    internal MemoryUsage(in luavm_memory read)
        : this(Limit.Shown(read.used_bytes), Limit.Shown(read.peak_bytes), Limit.Shown(read.limit_bytes),
               Limit.Shown(read.soft_bytes), Limit.Shown(read.system_bytes), Limit.Shown(read.gc_count),
               Limit.Shown(read.refused_count))
    {
    }
}
