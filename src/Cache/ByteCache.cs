using LuaVm.Core;

namespace LuaVm.Cache;

/// <summary>
/// Entries of many tenants within a bound of bytes: what was not used for longest goes first, of the tenant where its
/// share is full, of all where the cache is. One lock guards all of it, as there is one order of use; it is held for
/// nothing but looking up and linking, never while values are encoded, compressed, copied or read.
/// </summary>
internal sealed partial class ByteCache : IDisposable
{
    internal const long DefaultCapacity = 100L << 20;

    /// <summary>What an entry costs besides its key and value: its object, places in tables and heap, block header.</summary>
    internal const int EntryCost = 192;

    /// <summary>Tenants that are looked through for such as have nothing in the cache.</summary>
    private const int IdleTenants = 1_024;

    private readonly object _gate = new();
    private readonly HashSet<CacheTenant> _tenants = new(new BytesComparer<CacheTenant>());
    private readonly EntryOrder _used = new(ofHolding: false);
    private readonly ExpiryHeap _expiring = new();
    private readonly ICacheLedger _ledger; // of what has no other
    private readonly TimeProvider _clock;
    private long _capacity = DefaultCapacity;
    private long _bytes;
    private long _count;
    private long _uses;
    private CacheCounts _counts;
    private int _sweepAt = IdleTenants;

    internal ByteCache(ICacheLedger ledger, TimeProvider clock)
    {
        _ledger = ledger;
        _clock = clock;
    }

    internal static long CostOf(int keyLength, int valueLength) => EntryCost + (long)keyLength + valueLength;

    /// <summary>What is beyond the new bound goes.</summary>
    internal void Resize(long capacity)
    {
        lock (_gate)
        {
            _capacity = capacity;
            Expire();
            while (_bytes > _capacity && _used.Oldest is { } oldest) Evict(oldest);
        }
    }

    /// <summary>What the tenant has beyond it goes.</summary>
    internal void Share(ReadOnlySpan<byte> tenant, long bytes)
    {
        lock (_gate)
        {
            var owner = Tenant(tenant);
            owner.Share = bytes;
            Expire();
            while (owner.Bytes > bytes && owner.Oldest() is { } oldest) Evict(oldest);
        }
    }

    /// <summary>Says who is charged for what the host puts for a tenant; null: whom the cache is charged to.</summary>
    internal void Bind(ReadOnlySpan<byte> tenant, ICacheLedger? ledger)
    {
        lock (_gate) Tenant(tenant).Bound = ledger;
    }

    /// <summary>Puts a value in place of what the key had. Where it throws <see cref="LuaFault"/> the key has what it
    /// had, unless that was the next to go. False: it was not the time to.</summary>
    /// <param name="ledger">Charged for it; null: the one that the tenant is bound to.</param>
    /// <param name="tenant">Whose key it is.</param>
    /// <param name="key">Which.</param>
    /// <param name="value">What is kept.</param>
    /// <param name="ttl">Or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="when">If not always.</param>
    internal bool Put(ICacheLedger? ledger, ReadOnlySpan<byte> tenant, ReadOnlySpan<byte> key, CacheBytes value,
        TimeSpan ttl, PutWhen when = default)
    {
        var expires = when.Expected?.Expires ?? Expires(ttl);
        var cost = CostOf(key.Length, value.Kept.Length);
        CacheHolding holding;
        lock (_gate)
        {
            var owner = Tenant(tenant);
            CheckFits(cost, owner);
            holding = owner.Holding(ledger ?? owner.Bound ?? _ledger);
        }
        Charge(cost, holding);
        CacheEntry entry;
        try
        {
            entry = new CacheEntry(key, value, holding, expires);
        }
        catch
        {
            holding.Ledger.Discharge(cost);
            throw;
        }
        lock (_gate)
        {
            var put = false;
            try
            {
                // Both may be others by now.
                entry.Holding = Tenant(tenant).Holding(holding.Ledger);
                CheckFits(cost, entry.Tenant);
                Expire();
                put = when.Holds(entry.Tenant.Find(key));
            }
            finally
            {
                if (!put) Drop(entry);
            }
            if (put) Insert(entry);
            return put;
        }
    }

    /// <summary>The value of a key, to be disposed of; null if there is none.</summary>
    internal CacheLease? Get(ReadOnlySpan<byte> tenant, ReadOnlySpan<byte> key)
    {
        lock (_gate)
        {
            var owner = Tenant(tenant);
            var entry = owner.Find(key);
            if (entry != null && entry.Expires != long.MaxValue && entry.Expires <= _clock.GetTimestamp())
            {
                Remove(entry);
                entry = null;
            }
            if (entry == null)
            {
                owner.Counts.Misses++;
                _counts.Misses++;
                return null;
            }
            owner.Counts.Hits++;
            _counts.Hits++;
            _used.Touch(entry);
            entry.Holding.Used.Touch(entry);
            entry.Used = ++_uses;
            entry.Hold();
            return new CacheLease(this, entry);
        }
    }

    internal bool Delete(ReadOnlySpan<byte> tenant, ReadOnlySpan<byte> key)
    {
        lock (_gate)
        {
            Expire();
            if (Tenant(tenant).Find(key) is not { } entry) return false;
            Remove(entry);
            return true;
        }
    }

    /// <summary>Deletes all that a tenant has.</summary>
    internal void Clear(ReadOnlySpan<byte> tenant)
    {
        lock (_gate)
        {
            var owner = Tenant(tenant);
            while (owner.Oldest() is { } entry) Remove(entry);
        }
    }

    internal CacheStatistics Statistics()
    {
        lock (_gate)
        {
            Expire();
            return new CacheStatistics(_count, _bytes, _capacity, _counts.Hits, _counts.Misses, _counts.Evictions);
        }
    }

    internal CacheStatistics Statistics(ReadOnlySpan<byte> tenant)
    {
        lock (_gate)
        {
            Expire();
            var owner = Tenant(tenant);
            return new CacheStatistics(owner.Count, owner.Bytes, Math.Min(owner.Share, _capacity), owner.Counts.Hits,
                owner.Counts.Misses, owner.Counts.Evictions);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            while (_used.Oldest is { } entry) Remove(entry);
        }
    }

    /// <summary>An entry has one reader less, or has left the cache. Returns how many bytes are free now.</summary>
    internal long Drop(CacheEntry entry)
    {
        var cost = entry.Cost;
        if (!entry.Drop()) return 0;
        entry.Holding.Ledger.Discharge(cost);
        return cost;
    }

    private void Insert(CacheEntry entry)
    {
        var owner = entry.Tenant;
        if (owner.Find(entry.Key) is { } before) Remove(before);
        while (owner.Bytes + entry.Cost > owner.Share && owner.Oldest() is { } oldest) Evict(oldest);
        while (_bytes + entry.Cost > _capacity && _used.Oldest is { } oldest) Evict(oldest);
        entry.Used = ++_uses;
        owner.Add(entry);
        _used.Add(entry);
        if (entry.Expires != long.MaxValue) _expiring.Add(entry);
        _bytes += entry.Cost;
        _count++;
    }

    private void CheckFits(long cost, CacheTenant owner)
    {
        var most = Math.Min(owner.Share, _capacity);
        if (cost <= most) return;
        throw new LuaFault(Status.Quota, $"the value takes {Quantity.Bytes((ulong)cost)}, " +
            $"{(owner.Share < _capacity ? "the tenant's share of the cache" : "the cache")} is {Quantity.Bytes((ulong)most)}");
    }

    private long Expire()
    {
        long freed = 0;
        if (_expiring.First == null) return freed;
        var now = _clock.GetTimestamp();
        while (_expiring.First is { } entry && entry.Expires <= now) freed += Remove(entry);
        return freed;
    }

    private long Evict(CacheEntry entry)
    {
        entry.Tenant.Counts.Evictions++;
        _counts.Evictions++;
        return Remove(entry);
    }

    private long Remove(CacheEntry entry)
    {
        entry.Tenant.Remove(entry);
        _used.Remove(entry);
        if (entry.HeapIndex >= 0) _expiring.Remove(entry);
        _bytes -= entry.Cost;
        _count--;
        return Drop(entry);
    }

    internal int TenantCount
    {
        get
        {
            lock (_gate) return _tenants.Count;
        }
    }

    private CacheTenant Tenant(ReadOnlySpan<byte> name)
    {
        if (_tenants.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var found)) return found;
        if (_tenants.Count >= _sweepAt)
        {
            _tenants.RemoveWhere(tenant => tenant.Idle);
            _sweepAt = Math.Max(IdleTenants, 2 * _tenants.Count);
        }
        var made = new CacheTenant(name.ToArray());
        _tenants.Add(made);
        return made;
    }

    private long Expires(TimeSpan ttl)
    {
        if (ttl == Timeout.InfiniteTimeSpan) return long.MaxValue;
        var ticks = ttl.TotalSeconds * _clock.TimestampFrequency;
        var now = _clock.GetTimestamp();
        return ticks >= long.MaxValue - now ? long.MaxValue : now + Math.Max(1, (long)ticks);
    }
}
