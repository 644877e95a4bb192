namespace LuaVm.Client;

/// <summary>The counters of a quota group. <see cref="Limit.Unlimited"/> is no limit.</summary>
public readonly record struct QuotaUsage
{
    /// <summary>VMs that may be alive in it and below; 0: no cap.</summary>
    public long VmCap { get; init; }

    /// <summary>VMs alive in it and below.</summary>
    public long VmCount { get; init; }

    /// <summary>Held now, by it and below.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>The highest value of <see cref="MemoryBytes"/>.</summary>
    public long MemoryPeakBytes { get; init; }

    /// <summary>Its hard limit.</summary>
    public long MemoryLimitBytes { get; init; }

    /// <summary>From here on its VMs collect in shorter cycles.</summary>
    public long MemorySoftBytes { get; init; }

    /// <summary>VMs not admitted, and requests for memory refused.</summary>
    public long RefusedCount { get; init; }
}
