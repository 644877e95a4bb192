namespace LuaVm.Cache;

/// <summary>luavm_cache_statistics.</summary>
public readonly record struct CacheStatistics(long Entries, long Bytes, long Capacity, long Hits, long Misses,
    long Evictions);
