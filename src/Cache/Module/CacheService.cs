using System.Text;
using LuaVm.Core;
using LuaVm.Core.Services;
using LuaVm.Interop;
using LuaVm.Store.Module;

namespace LuaVm.Cache.Module;

/// <summary>The module `cache` for scripts: what one tenant has in the cache. docs/cache.md.</summary>
public sealed unsafe class CacheService : IService
{
    /// <summary>No encoded number is longer.</summary>
    private const int NumberMaximum = 16;

    private readonly (string Name, ServiceFunction Call)[] _functions;
    private readonly Lazy<CacheValues> _values;
    private readonly byte[] _tenant;
    private readonly TimeSpan _ttl;

    /// <summary>The cache of this process.</summary>
    /// <param name="tenant">Whose keys scripts see.</param>
    /// <param name="share">Bytes that they may fill, set when the first VM is made; 0: as it is.</param>
    /// <param name="ttl">Milliseconds that a value stays which is put without a time; 0: until room is needed.</param>
    public CacheService(string tenant, ulong share, ulong ttl)
        : this(() => ProcessCache.Values, tenant, share, ttl)
    {
    }

    internal CacheService(Func<CacheValues> values, string tenant, ulong share, ulong ttl)
    {
        _tenant = Encoding.UTF8.GetBytes(tenant);
        _ttl = CacheValues.Time(ttl, Timeout.InfiniteTimeSpan);
        _values = new Lazy<CacheValues>(() =>
        {
            var made = values();
            if (share != 0) made.Cache.Share(_tenant, (long)Math.Min(share, long.MaxValue));
            return made;
        });
        _functions =
        [
            ("cache.get", StoreModule.Guarded(Get)),
            ("cache.set", StoreModule.Guarded(Set)),
            ("cache.add", StoreModule.Guarded(Add)),
            ("cache.incr", StoreModule.Guarded(Increment)),
            ("cache.delete", StoreModule.Guarded(Delete)),
            ("cache.clear", StoreModule.Guarded(Clear)),
            ("cache.stats", StoreModule.Guarded(Statistics)),
        ];
    }

    public void Attach(ServiceHost host)
    {
        Cache.Bind(_tenant, host.Vm.Group is { } group ? QuotaLedger.Of(group) : null);
        foreach (var (name, call) in _functions) host.Function(name, call);
    }

    private ByteCache Cache => _values.Value.Cache;

    /// <summary>cache.get(key [, default])</summary>
    private void Get(ref ServiceCall call)
    {
        if (Cache.Get(_tenant, Key(ref call)) is not { } lease)
        {
            call.Return(call[1]);
            return;
        }
        using (lease) CacheReading.Return(ref call, lease);
    }

    /// <summary>cache.set(key, value [, {ttl = seconds}]); nil deletes</summary>
    private void Set(ref ServiceCall call)
    {
        var key = Key(ref call);
        if (call.IsNil(1)) Cache.Delete(_tenant, key);
        else _values.Value.Put(new VmPayer(call.Host), _tenant, key, call[1], Ttl(ref call, 2));
    }

    /// <summary>cache.add(key, value [, {ttl = seconds}]) -> whether the key had none, and has this one now</summary>
    private void Add(ref ServiceCall call)
    {
        var key = Key(ref call);
        if (call.IsNil(1)) throw call.Bad(1, "value: got nil");
        call.Return(_values.Value.Put(new VmPayer(call.Host), _tenant, key, call[1], Ttl(ref call, 2), PutWhen.Absent));
    }

    /// <summary>cache.incr(key [, n [, {ttl = seconds}]]) -> the sum; the time counts from the first one</summary>
    private void Increment(ref ServiceCall call)
    {
        var key = Key(ref call);
        var by = call.IsNil(1) ? new LuaValue { Type = LuaType.Integer, Integer = 1 } : call[1];
        if (by.Type is not (LuaType.Integer or LuaType.Number)) throw call.Bad(1, "n: number expected");
        var ttl = Ttl(ref call, 2);
        var payer = new VmPayer(call.Host);
        while (true)
        {
            // Held until it has been put: what is freed may come back as another.
            using var found = Cache.Get(_tenant, key) is { } lease ? new Found(lease) : default;
            var sum = StoreCounter.Sum(found.Number, by);
            payer.Spend(1);
            if (!_values.Value.Put(payer, _tenant, key, sum, ttl, PutWhen.Has(found.Entry))) continue;
            call.Return(sum);
            return;
        }
    }

    /// <summary>cache.delete(key) -> whether there was one</summary>
    private void Delete(ref ServiceCall call) => call.Return(Cache.Delete(_tenant, Key(ref call)));

    /// <summary>cache.clear()</summary>
    private void Clear(ref ServiceCall call)
    {
        call.Host.Spend(Cache.Statistics(_tenant).Entries);
        Cache.Clear(_tenant);
    }

    /// <summary>cache.stats() -> {entries, bytes, capacity, hits, misses, evictions}</summary>
    private void Statistics(ref ServiceCall call)
    {
        var read = Cache.Statistics(_tenant);
        var memory = new ReplyMemory(call);
        var answer = memory.Table(0, 6, out var table);
        table->Pairs[0] = Pair(ref memory, "entries"u8, read.Entries);
        table->Pairs[1] = Pair(ref memory, "bytes"u8, read.Bytes);
        table->Pairs[2] = Pair(ref memory, "capacity"u8, read.Capacity);
        table->Pairs[3] = Pair(ref memory, "hits"u8, read.Hits);
        table->Pairs[4] = Pair(ref memory, "misses"u8, read.Misses);
        table->Pairs[5] = Pair(ref memory, "evictions"u8, read.Evictions);
        call.Return(answer);
    }

    private static LuaPair Pair(ref ReplyMemory memory, ReadOnlySpan<byte> key, long value) =>
        new() { Key = memory.Copy(key), Value = new LuaValue { Type = LuaType.Integer, Integer = value } };

    private static ReadOnlySpan<byte> Key(ref ServiceCall call)
    {
        var key = call.Bytes(0, "key");
        if (key.Length is > 0 and <= CacheValues.KeyMaximum) return key;
        throw call.Bad(0, $"key: from 1 to {Quantity.Bytes(CacheValues.KeyMaximum)} expected, it is {Quantity.Bytes((ulong)key.Length)} long");
    }

    private TimeSpan Ttl(ref ServiceCall call, int i) => CacheValues.Time(StoreWriting.Ttl(ref call, i), _ttl);

    /// <summary>A number that is there, or 0.</summary>
    private readonly struct Found(CacheLease lease) : IDisposable
    {
        private readonly CacheLease? _lease = lease;

        internal CacheEntry? Entry => _lease?.Entry;

        internal LuaValue Number
        {
            get
            {
                if (_lease is not { } lease) return new LuaValue { Type = LuaType.Integer };
                if (lease.Length == lease.PlainLength) return StoreCounter.Read(new ReadOnlySpan<byte>(lease.Data, lease.Length));
                Span<byte> plain = stackalloc byte[NumberMaximum];
                if (lease.PlainLength > plain.Length) throw StoreCounter.NoNumber();
                CacheCodec.Expand(lease.Data, lease.Length, plain[..lease.PlainLength]);
                return StoreCounter.Read(plain[..lease.PlainLength]);
            }
        }

        public void Dispose() => _lease?.Dispose();
    }
}
