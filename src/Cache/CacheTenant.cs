namespace LuaVm.Cache;

/// <summary>What one tenant has in the cache. Guarded by the cache's lock.</summary>
internal sealed class CacheTenant(byte[] name) : IBytesKey
{
    private static readonly BytesComparer<CacheEntry> s_comparer = new();

    private readonly HashSet<CacheEntry> _entries = new(s_comparer);

    internal long Bytes;
    internal long Share = long.MaxValue;
    internal CacheCounts Counts;

    /// <summary>Who is charged for what the host puts; null: the cache's own.</summary>
    internal ICacheLedger? Bound;

    public ReadOnlySpan<byte> Key => name;

    internal int Count => _entries.Count;

    /// <summary>Nothing would be lost with it but its counters.</summary>
    internal bool Idle => Count == 0 && Share == long.MaxValue && Bound == null;

    internal List<CacheHolding> Holdings { get; } = [];

    internal CacheEntry? Find(ReadOnlySpan<byte> key)
    {
        return _entries.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var found) ? found : null;
    }

    /// <summary>Where what this ledger is charged with belongs.</summary>
    internal CacheHolding Holding(ICacheLedger ledger)
    {
        foreach (var holding in Holdings)
        {
            if (holding.Ledger.Equals(ledger)) return holding;
        }
        var made = new CacheHolding(this, ledger);
        Holdings.Add(made);
        return made;
    }

    /// <summary>What was not used for longest, of what counts for an account.</summary>
    internal CacheEntry? Oldest(nint account = 0)
    {
        CacheEntry? oldest = null;
        foreach (var holding in Holdings)
        {
            if (holding.Used.Oldest is { } entry && (oldest == null || entry.Used < oldest.Used)
                && holding.Ledger.CountsFor(account))
            {
                oldest = entry;
            }
        }
        return oldest;
    }

    internal void Add(CacheEntry entry)
    {
        _entries.Add(entry);
        entry.Holding.Used.Add(entry);
        entry.Holding.Bytes += entry.Cost;
        Bytes += entry.Cost;
    }

    internal void Remove(CacheEntry entry)
    {
        _entries.Remove(entry);
        entry.Holding.Used.Remove(entry);
        entry.Holding.Bytes -= entry.Cost;
        Bytes -= entry.Cost;
        // What the set keeps for entries that are gone would be counted nowhere.
        if (_entries.Capacity > 64 && _entries.Count < _entries.Capacity / 4) _entries.TrimExcess(_entries.Count * 2);
    }

    /// <summary>An account goes; nothing is charged to it any more.</summary>
    internal void Forget(nint account)
    {
        Holdings.RemoveAll(holding => holding.Ledger.CountsFor(account));
        if (Bound?.CountsFor(account) == true) Bound = null;
    }
}
