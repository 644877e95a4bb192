namespace LuaVm.Client;

/// <summary>The counters of <see cref="LuaCache.Statistics"/>.</summary>
public readonly record struct CacheStatistics
{
    /// <summary>Keys in it.</summary>
    public long EntryCount { get; init; }

    /// <summary>Of keys, values as they are kept, and what each entry costs.</summary>
    public long ByteCount { get; init; }

    /// <summary>Of the cache, or the tenant's share.</summary>
    public long CapacityBytes { get; init; }

    /// <summary>Values found.</summary>
    public long HitCount { get; init; }

    /// <summary>Keys asked for that were not there.</summary>
    public long MissCount { get; init; }

    /// <summary>Values that had to go to make room.</summary>
    public long EvictionCount { get; init; }
}
