using LuaVm.Cache;

namespace LuaVm.Tests.Cache;

/// <summary>The cache as a list, least recently used first.</summary>
internal sealed class CacheModel
{
    private readonly List<(int Tenant, int Key, int Size, long Expires)> _entries = [];
    private long _now;

    internal long Capacity { get; private set; } = 1_500;
    private long[] Share { get; } = [long.MaxValue, long.MaxValue, long.MaxValue];
    internal long Evictions { get; private set; }

    internal long Bytes(int? tenant = null) => Live(tenant).Sum(e => ByteCache.CostOf(1, e.Size));

    internal long Count() => Live(null).Count();

    internal void Bound(int tenant, long share)
    {
        Share[tenant] = share;
        while (Bytes(tenant) > share) Evict(_entries.FindIndex(e => e.Tenant == tenant));
    }

    internal void Resize(long capacity)
    {
        Capacity = capacity;
        while (Bytes() > Capacity) Evict(0);
    }

    internal bool Put(int tenant, int key, int size, long ttl)
    {
        var cost = ByteCache.CostOf(1, size);
        if (cost > Math.Min(Capacity, Share[tenant])) return false;
        Pass(0);
        _entries.RemoveAll(e => (e.Tenant, e.Key) == (tenant, key));
        while (Bytes(tenant) + cost > Share[tenant]) Evict(_entries.FindIndex(e => e.Tenant == tenant));
        while (Bytes() + cost > Capacity) Evict(0);
        _entries.Add((tenant, key, size, ttl == long.MaxValue ? long.MaxValue : _now + ttl));
        return true;
    }

    internal int Get(int tenant, int key)
    {
        var index = _entries.FindIndex(e => (e.Tenant, e.Key) == (tenant, key));
        if (index < 0) return -1;
        var entry = _entries[index];
        _entries.RemoveAt(index);
        _entries.Add(entry);
        return entry.Size;
    }

    internal bool Delete(int tenant, int key) => _entries.RemoveAll(e => (e.Tenant, e.Key) == (tenant, key)) != 0;

    internal void Pass(long milliseconds)
    {
        _now += milliseconds;
        _entries.RemoveAll(e => e.Expires <= _now);
    }

    private void Evict(int index)
    {
        _entries.RemoveAt(index);
        Evictions++;
    }

    private IEnumerable<(int Tenant, int Key, int Size, long Expires)> Live(int? tenant) =>
        _entries.Where(e => tenant == null || e.Tenant == tenant);
}
