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

    /// <summary>Held from the system for VMs and results.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>The highest value of <see cref="MemoryBytes"/>.</summary>
    public long MemoryPeakBytes { get; init; }

    /// <summary>The quota of all VMs together.</summary>
    public long MemoryQuotaBytes { get; init; }

    /// <summary>Results and messages not yet freed.</summary>
    public long BlockCount { get; init; }
}
