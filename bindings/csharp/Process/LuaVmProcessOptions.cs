namespace LuaVm.Client;

/// <summary>What a process allows all its VMs together.</summary>
public sealed record LuaVmProcessOptions
{
    /// <summary>VMs alive at once, at most 65,535; null: 1,000.</summary>
    public int? VmCap { get; init; }

    /// <summary>Bytes taken from the system for VMs, results, tables in memory and the cache together; null or
    /// <see cref="Limit.Unlimited"/>: no quota.</summary>
    public long? MemoryQuota { get; init; }

    /// <summary>HTTP requests under way at once; null: 100.</summary>
    public int? HttpCap { get; init; }

    /// <summary>WebSocket connections at once; null: 50.</summary>
    public int? WebSocketCap { get; init; }

    /// <summary>All that the cache holds; null: 100 MiB. What it has beyond a smaller number goes at once.</summary>
    public long? CacheBytes { get; init; }

    /// <summary>Values of the cache from this size on are kept compressed; null: 4,096;
    /// <see cref="Limit.Unlimited"/>: none.</summary>
    public long? CacheCompressBytes { get; init; }

    /// <summary>PEM file of certificate authorities to trust besides the system's; null: none.</summary>
    public string? CaFile { get; init; }
}
