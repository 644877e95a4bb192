using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>What an eval spent.</summary>
/// <param name="Fuel">Units, counted without a limit too; the same script spends the same.</param>
/// <param name="WallTime">Time on the wall clock.</param>
/// <param name="CpuTime">Processor time of the thread.</param>
/// <param name="MemoryBytes">Counted against the VM's limit when the eval ended.</param>
/// <param name="MemoryPeakBytes">The most during the eval.</param>
/// <param name="GcCount">Collection cycles during the eval.</param>
public readonly record struct Usage(long Fuel, TimeSpan WallTime, TimeSpan CpuTime, long MemoryBytes,
                                    long MemoryPeakBytes, long GcCount)
{
    internal Usage(in luavm_usage read)
        : this(Limit.Shown(read.fuel), Time(read.wall_ns), Time(read.cpu_ns), Limit.Shown(read.memory_bytes),
               Limit.Shown(read.memory_peak_bytes), Limit.Shown(read.gc_count))
    {
    }

    private static TimeSpan Time(ulong nanoseconds) =>
        TimeSpan.FromTicks((long)(nanoseconds / TimeSpan.NanosecondsPerTick));
}
