using System.Text;
using LuaVm.Cache;
using LuaVm.Core;

namespace LuaVm.Tests.Cache;

internal sealed class ByteCacheTests
{
    private readonly Clock _clock = new();
    private readonly Ledger _ledger = new();
    private ByteCache _cache = null!;

    [SetUp]
    public void Make() => _cache = new ByteCache(_ledger, _clock);

    [TearDown]
    public void Everything_is_given_back()
    {
        _cache.Dispose();
        Assert.That(_ledger.Bytes, Is.Zero);
    }

    [Test]
    public void A_value_comes_back_as_it_was_put()
    {
        Put("a", "key", "value");
        Assert.That(Get("a", "key"), Is.EqualTo("value"));
        Put("a", "key", "");
        Assert.That(Get("a", "key"), Is.Empty);
        Assert.That(Get("a", "other"), Is.Null);
    }

    [Test]
    public void Tenants_do_not_see_each_other()
    {
        Put("a", "key", "of a");
        Put("b", "key", "of b");
        Assert.That(Get("a", "key"), Is.EqualTo("of a"));
        _cache.Clear("a"u8);
        Assert.That(Get("a", "key"), Is.Null);
        Assert.That(Get("b", "key"), Is.EqualTo("of b"));
        Assert.That(Get("", "key"), Is.Null);
    }

    [Test]
    public void What_was_not_used_for_longest_goes_first()
    {
        _cache.Resize(3 * Cost(1, 1));
        foreach (var key in "abc") Put("t", key.ToString(), "1");
        Get("t", "a");
        Put("t", "d", "1");
        Assert.That(Keys("t", "abcd"), Is.EqualTo("acd"));
        Assert.That(_cache.Statistics().Evictions, Is.EqualTo(1));
    }

    [Test]
    public void A_full_share_takes_from_its_own_tenant_alone()
    {
        _cache.Share("small"u8, 2 * Cost(1, 1));
        Put("large", "x", "1");
        foreach (var key in "abc") Put("small", key.ToString(), "1");
        Assert.That(Keys("small", "abc"), Is.EqualTo("bc"));
        Assert.That(Get("large", "x"), Is.EqualTo("1"));
        Assert.That(_cache.Statistics("small"u8).Capacity, Is.EqualTo(2 * Cost(1, 1)));
    }

    [Test]
    public void A_full_cache_takes_from_whoever_used_it_least_lately()
    {
        _cache.Resize(2 * Cost(1, 1));
        Put("a", "x", "1");
        Put("b", "x", "1");
        Put("b", "y", "1");
        Assert.That(Get("a", "x"), Is.Null);
        Assert.That(Keys("b", "xy"), Is.EqualTo("xy"));
        Assert.That(_cache.Statistics("a"u8).Evictions, Is.EqualTo(1));
    }

    [Test]
    public void Time_over_is_as_if_it_had_not_been_put()
    {
        Put("t", "short", "1", 10);
        Put("t", "long", "1", 20);
        _clock.Pass(9);
        Assert.That(Get("t", "short"), Is.EqualTo("1"));
        _clock.Pass(1);
        Assert.That(Get("t", "short"), Is.Null);
        Assert.That(_cache.Statistics().Entries, Is.EqualTo(1));
        Assert.That(_cache.Delete("t"u8, "long"u8), Is.True);
        Put("t", "long", "1", 20);
        _clock.Pass(20);
        Assert.That(_cache.Delete("t"u8, "long"u8), Is.False);
        Assert.That(_cache.Statistics().Evictions, Is.Zero);
    }

    [Test]
    public void Time_over_makes_room_before_anything_is_taken()
    {
        _cache.Resize(2 * Cost(1, 1));
        Put("t", "a", "1");
        Put("t", "b", "1", 10);
        _clock.Pass(10);
        Put("t", "c", "1");
        Assert.That(Keys("t", "abc"), Is.EqualTo("ac"));
    }

    [Test]
    public void A_value_larger_than_the_share_or_the_cache_is_refused_and_the_old_one_stays()
    {
        _cache.Resize(Cost(1, 10));
        _cache.Share("s"u8, Cost(1, 5));
        Put("s", "k", "12345");
        Assert.That(() => Put("s", "k", "123456"), Throws.TypeOf<LuaFault>().With.Property("Status").EqualTo(Status.Quota)
            .And.Message.EqualTo($"the value takes {Cost(1, 6)} bytes, the tenant's share of the cache is {Cost(1, 5)} bytes"));
        Assert.That(Get("s", "k"), Is.EqualTo("12345"));
        Assert.That(() => Put("t", "k", new string('x', 11)), Throws.TypeOf<LuaFault>().With.Message.Contains("the cache is"));
        Put("t", "k", new string('x', 10));
        Assert.That(_cache.Statistics().Bytes, Is.EqualTo(Cost(1, 10)));
    }

    [Test]
    public void Where_the_process_has_no_room_the_cache_gives_up_its_oldest()
    {
        _ledger.Limit = 2 * Cost(1, 1);
        foreach (var key in "abc") Put("t", key.ToString(), "1");
        Assert.That(Keys("t", "abc"), Is.EqualTo("bc"));
        _ledger.Limit = 10;
        Assert.That(() => Put("t", "d", "1"), Throws.TypeOf<LuaFault>().With.Property("Status").EqualTo(Status.Quota));
        Assert.That(Keys("t", "abcd"), Is.EqualTo("bc"), "what would not make room for it stays");
    }

    [Test]
    public void A_value_that_is_read_stays_readable_and_charged_when_it_goes()
    {
        Put("t", "k", "value");
        var lease = _cache.Get("t"u8, "k"u8)!.Value;
        Put("t", "k", "other");
        Assert.That(Text(lease), Is.EqualTo("value"));
        Assert.That(_cache.Statistics().Bytes, Is.EqualTo(Cost(1, 5)));
        Assert.That(_ledger.Bytes, Is.EqualTo(2 * Cost(1, 5)));
        lease.Dispose();
        Assert.That(_ledger.Bytes, Is.EqualTo(Cost(1, 5)));
    }

    [Test]
    public void Tenants_without_anything_are_forgotten_when_there_are_many()
    {
        _cache.Share("kept"u8, 1 << 20);
        for (var i = 0; i < 5_000; i++) Assert.That(Get($"tenant {i}", "k"), Is.Null);
        Assert.That(_cache.TenantCount, Is.LessThanOrEqualTo(1_024));
        Assert.That(_cache.Statistics("kept"u8).Capacity, Is.EqualTo(1 << 20));
    }

    [Test]
    public void An_entry_costs_no_more_managed_memory_than_is_counted_for_it()
    {
        const int Count = 20_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Count; i++) Put("t", $"{i}", "", 1_000);
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
        // The rest is the header of the block, 16 bytes with glibc.
        Assert.That(each, Is.LessThanOrEqualTo(ByteCache.EntryCost - 16));
        GC.KeepAlive(_cache);
    }

    [Test]
    public void Threads_leave_the_books_right()
    {
        _cache.Resize(200 * Cost(2, 4));
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, thread =>
        {
            var random = new Random(thread);
            for (var i = 0; i < 20_000; i++)
            {
                var (tenant, key) = ($"{random.Next(3)}", $"{random.Next(10, 99)}");
                if (random.Next(3) == 0) Put(tenant, key, $"{key}{key}", random.Next(4) == 0 ? 5 : null);
                else if (random.Next(20) == 0) _cache.Delete(Bytes(tenant), Bytes(key));
                else if (random.Next(500) == 0) _cache.Clear(Bytes(tenant));
                else Assert.That(Get(tenant, key), Is.Null.Or.EqualTo($"{key}{key}"));
                if (random.Next(100) == 0) _clock.Pass(1);
                Assert.That(_cache.Statistics().Bytes, Is.LessThanOrEqualTo(200 * Cost(2, 4)));
            }
        });
        var all = _cache.Statistics();
        Assert.That(all.Bytes, Is.EqualTo(all.Entries * Cost(2, 4)).And.EqualTo(_ledger.Bytes));
    }

    private static long Cost(int key, int value) => ByteCache.CostOf(key, value);

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private void Put(string tenant, string key, string value, long? ttl = null)
    {
        var bytes = Bytes(value);
        _cache.Put(null, Bytes(tenant), Bytes(key), new CacheBytes(bytes, bytes.Length),
            ttl == null ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(ttl.Value));
    }

    private string? Get(string tenant, string key)
    {
        if (_cache.Get(Bytes(tenant), Bytes(key)) is not { } lease) return null;
        using (lease) return Text(lease);
    }

    private static unsafe string Text(CacheLease lease) => Encoding.Latin1.GetString(lease.Data, lease.Length);

    private string Keys(string tenant, string keys) =>
        string.Concat(keys.Where(key => Get(tenant, key.ToString()) != null));
}
