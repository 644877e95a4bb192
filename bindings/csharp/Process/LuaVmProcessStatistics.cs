namespace LuaVm.Client;

/// <summary>The counters of <see cref="LuaVmProcess.Statistics"/>. <see cref="Limit.Unlimited"/> is no limit.</summary>
public readonly record struct LuaVmProcessStatistics
{
    /// <summary>VMs that may be alive at once.</summary>
    public int VmCap { get; init; }

    /// <summary>VMs alive now.</summary>
    public long VmCount { get; init; }

    /// <summary>VMs ever made.</summary>
    public long VmTotal { get; init; }

    /// <summary>Evals that ran a script.</summary>
    public long EvalTotal { get; init; }

    /// <summary>Of these, stopped by a limit or an interrupt.</summary>
    public long KillTotal { get; init; }

    /// <summary>Held from the system for VMs, results, tables in memory and the cache.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>The highest value of <see cref="MemoryBytes"/>.</summary>
    public long MemoryPeakBytes { get; init; }

    /// <summary>The quota of all VMs together.</summary>
    public long MemoryQuotaBytes { get; init; }

    /// <summary>Results and messages not yet freed.</summary>
    public long BlockCount { get; init; }

    /// <summary>HTTP requests that may be under way at once.</summary>
    public long HttpCap { get; init; }

    /// <summary>WebSocket connections that there may be at once.</summary>
    public long WebSocketCap { get; init; }

    /// <summary>All that the cache may hold.</summary>
    public long CacheBytes { get; init; }

    /// <summary>Values of the cache from this size on are kept compressed.</summary>
    public long CacheCompressBytes { get; init; }

    /// <summary>Of <see cref="MemoryBytes"/>, what the cache holds.</summary>
    public long CacheHeldBytes { get; init; }
}
