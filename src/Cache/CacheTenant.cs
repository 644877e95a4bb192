namespace LuaVm.Cache;

/// <summary>What one tenant has in the cache. Guarded by the cache's lock.</summary>
internal sealed class CacheTenant(byte[] name) : IBytesKey
{
    private static readonly BytesComparer<CacheEntry> s_comparer = new();

    private readonly HashSet<CacheEntry> _entries = new(s_comparer);

    internal EntryOrder Used { get; } = new(ofTenant: true);
    internal long Bytes;
    internal long Share = long.MaxValue;
    internal CacheCounts Counts;

    public ReadOnlySpan<byte> Key => name;

    internal int Count => _entries.Count;

    /// <summary>Nothing would be lost with it but its counters.</summary>
    internal bool Idle => Count == 0 && Share == long.MaxValue;

    internal CacheEntry? Find(ReadOnlySpan<byte> key)
    {
        return _entries.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var found) ? found : null;
    }

    internal void Add(CacheEntry entry)
    {
        _entries.Add(entry);
        Used.Add(entry);
        Bytes += entry.Cost;
    }

    internal void Remove(CacheEntry entry)
    {
        _entries.Remove(entry);
        Used.Remove(entry);
        Bytes -= entry.Cost;
        // What the set keeps for entries that are gone would be counted nowhere.
        if (_entries.Capacity > 64 && _entries.Count < _entries.Capacity / 4) _entries.TrimExcess(_entries.Count * 2);
    }
}
