using System.Text;
using LuaVm.Cache;
using LuaVm.Cache.Module;
using LuaVm.Core;
using LuaVm.Tests.Store;

namespace LuaVm.Tests.Cache;

/// <summary>Who is charged for what the cache keeps, and what goes where there is no room.</summary>
internal sealed class CacheGroupTests
{
    private static int s_number;

    private readonly string _top = $"cache-groups-{Interlocked.Increment(ref s_number)}";
    private readonly Ledger _others = new();
    private readonly List<Vm> _vms = [];
    private ByteCache _cache = null!;

    [SetUp]
    public void Open()
    {
        _cache = new ByteCache(_others, new Clock());
        QuotaGroup.Set($"{_top}/a", 0, 0, 0);
        QuotaGroup.Set($"{_top}/b", 0, 0, 0);
    }

    [TearDown]
    public void Everything_is_given_back()
    {
        foreach (var vm in _vms) vm.Free();
        _vms.Clear();
        _cache.Dispose();
        Assert.That(_others.Bytes, Is.Zero);
        foreach (var name in new[] { "/a", "/b", "" }) Assert.That(QuotaGroup.Remove(_top + name), Is.EqualTo(Status.Ok));
    }

    [Test]
    public void Who_puts_pays_with_all_above_him()
    {
        Put("/a", "t", "k", 10);
        Put("/b", "t", "l", 20);
        Put(null, "t", "m", 30);
        Assert.That((Held("/a"), Held("/b"), Held(""), _others.Bytes),
            Is.EqualTo((Cost(10), Cost(20), Cost(10) + Cost(20), Cost(30))));
        Put("/b", "t", "k", 5);
        Assert.That((Held("/a"), Held("/b")), Is.EqualTo((0L, Cost(5) + Cost(20))));
        Put("/a", "t", "k", 5, PutWhen.Absent);
        Assert.That(Held("/a"), Is.Zero);
        _cache.Delete("t"u8, "l"u8);
        Assert.That(Held(""), Is.EqualTo(Cost(5)));
        _cache.Clear("t"u8);
        Assert.That((Held(""), _others.Bytes), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void A_value_that_is_read_stays_charged_to_its_group()
    {
        Put("/a", "t", "k", 10);
        var lease = _cache.Get("t"u8, "k"u8)!.Value;
        Put("/b", "t", "k", 20);
        Assert.That((Held("/a"), Held("/b")), Is.EqualTo((Cost(10), Cost(20))));
        lease.Dispose();
        Assert.That(Held("/a"), Is.Zero);
    }

    [Test]
    public void A_full_group_gives_up_what_is_the_tenants_own_first()
    {
        Limit("/a", 4 * Cost(1));
        Put("/a", "other", "k", 1);
        foreach (var key in "123") Put("/a", "t", $"{key}", 1);
        Put("/b", "t", "b", 1);
        Put(null, "t", "n", 1);
        Put("/a", "t", "4", 1);
        Assert.That(Keys("t", "1234bn"), Is.EqualTo("234bn"), "the oldest that counts for the group");
        Assert.That(Keys("other", "k"), Is.EqualTo("k"));
        Put("/a", "new", "k", 1);
        Assert.That(Keys("t", "234bn"), Is.EqualTo("34bn"), "a tenant without anything takes of the oldest one's");
        Put("/a", "new", "l", 1);
        Assert.That(Keys("new", "kl"), Is.EqualTo("l"));
        Assert.That(Keys("t", "34bn") + Keys("other", "k"), Is.EqualTo("34bnk"), "and then of its own");
        Assert.That(_cache.Statistics("t"u8).Evictions, Is.EqualTo(2));
        Assert.That(Held("/a"), Is.EqualTo(4 * Cost(1)));
    }

    [Test]
    public void A_full_group_above_takes_from_all_below_it_and_from_nobody_else()
    {
        Put(null, "t", "n", 1);
        Put("/a", "of a", "1", 1);
        Put("/b", "of b", "2", 1);
        Put("/a", "of a", "3", 1);
        Limit("", 3 * Cost(1));
        Put("/b", "new", "4", 1);
        Put("/b", "newer", "5", 1);
        Assert.That(Keys("of a", "13") + Keys("of b", "2") + Keys("new", "4") + Keys("newer", "5") + Keys("t", "n"), Is.EqualTo("345n"));
    }

    [Test]
    public void What_no_room_can_be_made_for_is_refused_and_takes_nothing_away()
    {
        Limit("/a", 3 * Cost(1));
        foreach (var key in "123") Put("/a", "t", $"{key}", 1);
        Assert.That(() => Put("/a", "t", "4", 3_000), Throws.TypeOf<LuaFault>().With.Property("Status").EqualTo(Status.Quota)
            .And.Message.EqualTo($"the memory quota of group '{_top}/a' has no room for this value"));
        Assert.That(Keys("t", "1234"), Is.EqualTo("123"));
        Assert.That(QuotaGroup.Read(_top + "/a")!.Value.Refused, Is.EqualTo(1));
        Limit("/a", 0);
        Limit("", 100);
        Assert.That(() => Put("/b", "t", "4", 1), Throws.TypeOf<LuaFault>().With.Message.Contains($"group '{_top}' has"));
        Limit("", 0);
        Put("/a", "t", "4", 3_000);
    }

    [Test]
    public void What_needs_the_room_of_a_group_gets_what_was_not_used_for_longest()
    {
        foreach (var (group, key) in new[] { ("/a", "1"), ("/b", "2"), ("/a", "3"), ("/b", "4") }) Put(group, $"t{key}", key, 1);
        Put(null, "n", "n", 1);
        Get("t1", "1");
        Assert.That(_cache.GiveUp(QuotaGroup.Of(_top).Account, Cost(1) + 1), Is.EqualTo(2 * Cost(1)));
        Assert.That(Get("t1", "1") && Get("t4", "4") && Get("n", "n") && !Get("t2", "2") && !Get("t3", "3"));
        Assert.That(_cache.GiveUp(QuotaGroup.Of(_top + "/a").Account, long.MaxValue), Is.EqualTo(Cost(1)));
        Assert.That(_cache.GiveUp(QuotaGroup.Of(_top + "/a").Account, 1), Is.Zero);
        Assert.That(_cache.GiveUp(0, long.MaxValue), Is.EqualTo(2 * Cost(1)));
    }

    [Test]
    public void Scripts_pay_by_the_group_of_their_VM_and_hosts_by_that_of_the_last()
    {
        Put(null, "t", "h", 10, bound: true);
        Assert.That(_others.Bytes, Is.EqualTo(Cost(10)));
        var (a, b) = (OpenFor("/a"), OpenFor("/b"));
        _cache.Clear("t"u8);
        Assert.That(a.Say("local n = cache.stats().bytes cache.set('s', 'x') return cache.stats().bytes - n"), Is.EqualTo($"{ByteCache.CostOf(1, 3)}"));
        Put(null, "t", "h", 10, bound: true);
        Assert.That(Freed("/a", () => _cache.Delete("t"u8, "s"u8)), Is.EqualTo(ByteCache.CostOf(1, 3)));
        Assert.That(Freed("/b", () => _cache.Delete("t"u8, "h"u8)), Is.EqualTo(Cost(10)));
        b.Free();
        Put(null, "t", "h", 10, bound: true);
        Assert.That(Held("/b"), Is.EqualTo(Cost(10)), "also when it is gone");
    }

    [Test]
    public void A_group_that_goes_takes_its_entries_with_it()
    {
        OpenFor("/a").Free();
        Put("/a", "t", "1", 1);
        Put("/b", "t", "2", 1);
        _cache.Forget(QuotaGroup.Of(_top + "/a").Account);
        Assert.That(Keys("t", "12"), Is.EqualTo("2"));
        Assert.That(QuotaGroup.Remove(_top + "/a"), Is.EqualTo(Status.Ok));
        Put(null, "t", "h", 1, bound: true);
        Assert.That(_others.Bytes, Is.EqualTo(Cost(1)), "the tenant is bound to it no more");
        Assert.That(_cache.Statistics().Evictions, Is.Zero);
        QuotaGroup.Set(_top + "/a", 0, 0, 0);
        Put("/a", "t", "1", 1);
        Assert.That(Held("/a"), Is.EqualTo(Cost(1)));
    }

    [Test]
    public void Threads_leave_the_books_of_all_groups_right()
    {
        Limit("/a", 60 * Cost(4));
        Limit("", 100 * Cost(4));
        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 6 }, thread =>
        {
            var random = new Random(thread);
            var account = QuotaGroup.Of(_top).Account;
            for (var i = 0; i < 10_000; i++)
            {
                var (tenant, key) = ($"{random.Next(4)}", $"{(char)('a' + random.Next(26))}");
                var what = random.Next(40);
                if (what < 20) Put(new[] { "/a", "/b", "", null }[random.Next(4)], tenant, key, 4);
                else if (what == 20) _cache.GiveUp(account, random.Next(1_000));
                else if (what == 21) _cache.Delete(Bytes(tenant), Bytes(key));
                else Get(tenant, key);
            }
        });
        Assert.That(Held("") + _others.Bytes, Is.EqualTo(_cache.Statistics().Bytes));
        Assert.That(QuotaGroup.Read(_top)!.Value.MemoryPeakBytes, Is.LessThanOrEqualTo((ulong)(100 * Cost(4))));
    }

    /// <summary>Of keys with one byte.</summary>
    private static long Cost(int value) => ByteCache.CostOf(1, value);

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private long Held(string group) => (long)QuotaGroup.Read(_top + group)!.Value.MemoryBytes;

    private void Limit(string group, long bytes) => QuotaGroup.Set(_top + group, 0, (ulong)bytes, 0);

    private long Freed(string group, Action act)
    {
        var before = Held(group);
        act();
        return before - Held(group);
    }

    private void Put(string? group, string tenant, string key, int length, PutWhen when = default, bool bound = false)
    {
        ICacheLedger? ledger = group is null ? _others : QuotaLedger.Of(QuotaGroup.Of(_top + group));
        _cache.Put(bound ? null : ledger, Bytes(tenant), Bytes(key), new CacheBytes(new byte[length], length),
            Timeout.InfiniteTimeSpan, when);
    }

    private bool Get(string tenant, string key)
    {
        if (_cache.Get(Bytes(tenant), Bytes(key)) is not { } lease) return false;
        lease.Dispose();
        return true;
    }

    /// <summary>Which of them are there; they count as used.</summary>
    private string Keys(string tenant, string keys) => string.Concat(keys.Where(key => Get(tenant, $"{key}")));

    private Vm OpenFor(string group)
    {
        var values = new CacheValues(_cache);
        var vm = StoreScripts.Open(new CacheService(() => values, "t", 0, 0), group: QuotaGroup.Of(_top + group));
        _vms.Add(vm);
        return vm;
    }
}
