using LuaVm.Cache;
using LuaVm.Cache.Module;
using LuaVm.Core;
using LuaVm.Core.Services;
using LuaVm.Tests.Store;

namespace LuaVm.Tests.Cache;

/// <summary>The module `cache` as scripts use it.</summary>
[NonParallelizable] // it configures the process
internal sealed class CacheModuleTests
{
    private readonly Clock _clock = new();
    private readonly string _group = $"cache-module-{Environment.ProcessId}";
    private readonly List<Vm> _vms = [];
    private ByteCache _cache = null!;
    private Vm _vm = null!;

    [SetUp]
    public void Open()
    {
        _cache = new ByteCache(new Ledger(), _clock);
        _vm = OpenFor("a");
    }

    [TearDown]
    public void Everything_is_given_back()
    {
        ServiceCaps.Set(new ServiceCaps());
        foreach (var vm in _vms) vm.Free();
        _vms.Clear();
        _cache.Dispose();
        Assert.That(QuotaGroup.Remove(_group), Is.EqualTo(Status.Ok), "nothing is charged to it any more");
    }

    [TestCase("cache.set('k', 'v') return cache.get('k')", "v")]
    [TestCase("return cache.get('k'), cache.get('k', 'otherwise')", "nil,otherwise")]
    [TestCase("cache.set('k', false) return cache.get('k', true)", "false")]
    [TestCase("cache.set('k', 1) cache.set('l', 1.0) cache.set('m', math.mininteger) return cache.get('k'), cache.get('l'), cache.get('m')", "1,1.0,-9223372036854775808")]
    [TestCase("cache.set('k', {1, {2, x = {}}, k = 'v'}) return cache.get('k')", "{1 {2 x={}} k=v}")]
    [TestCase("local t = {1} cache.set('k', t) t[1] = 2 return cache.get('k')[1], cache.get('k') == cache.get('k')", "1,false")]
    [TestCase("cache.set('a\\0b', 1) return cache.get('a\\0b'), cache.get('a')", "1,nil")]
    [TestCase("cache.set('k', 1) cache.set('k', nil) return cache.get('k')", "nil")]
    [TestCase("cache.set('k', 1) return cache.delete('k'), cache.delete('k'), cache.get('k')", "true,false,nil")]
    [TestCase("return cache.add('k', 1), cache.add('k', 2), cache.get('k')", "true,false,1")]
    [TestCase("return cache.incr('n'), cache.incr('n', 5), cache.incr('n', -0.5), cache.get('n')", "1,6,5.5,5.5")]
    [TestCase("cache.set('a', 1) cache.set('b', 1) cache.clear() return cache.get('a'), cache.stats().entries", "nil,0")]
    [TestCase("local big = ('x'):rep(100000) cache.set('k', big) return cache.get('k') == big, cache.stats().bytes < 5000", "true,true")]
    [TestCase("local t = {} for i = 1, 5000 do t[i] = {i, 'x'} end cache.set('k', t) local u = cache.get('k') return #u, u[5000][1], cache.stats().bytes < 40000", "5000,5000,true")]
    [TestCase("cache.set('', 1)", "Runtime: bad argument #1 to 'cache.set' (key: from 1 to 1 KiB expected, it is 0 bytes long)")]
    [TestCase("cache.get(('k'):rep(1025))", "Runtime: bad argument #1 to 'cache.get' (key: from 1 to 1 KiB expected, it is 1,025 bytes long)")]
    [TestCase("cache.get(5)", "Runtime: bad argument #1 to 'cache.get' (key: string expected, got number)")]
    [TestCase("cache.set('k', print)", "Runtime: cache.set: a function cannot be stored as a value; stored are booleans, numbers, strings and tables of them")]
    [TestCase("local c = {} c.c = c cache.set('k', c)", "Runtime: cache.set: a table that contains itself cannot be stored")]
    [TestCase("cache.set('k', 1, {ttl = 0})", "Runtime: bad argument #3 to 'cache.set' (ttl: from above 0 to 1e10 seconds expected)")]
    [TestCase("cache.set('k', 1, {tll = 5})", "Runtime: bad argument #3 to 'cache.set' (options: ttl is the only one)")]
    [TestCase("cache.add('k', nil)", "Runtime: bad argument #2 to 'cache.add' (value: got nil)")]
    [TestCase("cache.set('k', 'x') cache.incr('k')", "Runtime: cache.incr: what is there is no number")]
    [TestCase("cache.set('k', ('x'):rep(9999)) cache.incr('k')", "Runtime: cache.incr: what is there is no number")]
    [TestCase("cache.set('k', math.maxinteger) cache.incr('k')", "Runtime: cache.incr: the sum is beyond the integers")]
    [TestCase("cache.incr('k', 'x')", "Runtime: bad argument #2 to 'cache.incr' (n: number expected)")]
    [TestCase("cache = nil return pcall(function() cache.get('k') end)", "false,test:1: attempt to index a nil value (global 'cache')")]
    public void Scripts_say(string script, string says) => Assert.That(_vm.Say(script), Is.EqualTo(says));

    [Test]
    public void Time_is_what_was_given_or_the_policys()
    {
        var vm = OpenFor("b", ttl: 10_000);
        vm.Say("cache.set('policy', 1) cache.set('short', 1, {ttl = 0.5}) cache.set('long', 1, {ttl = 60}) cache.incr('n')");
        _clock.Pass(500);
        Assert.That(vm.Say("return cache.get('policy'), cache.get('short'), cache.add('short', 2)"), Is.EqualTo("1,nil,true"));
        _clock.Pass(9_000);
        Assert.That(vm.Say("return cache.incr('n')"), Is.EqualTo("2"));
        _clock.Pass(500);
        Assert.That(vm.Say("return cache.get('policy'), cache.get('long'), cache.incr('n')"), Is.EqualTo("nil,1,1"));
        _vm.Say("cache.set('k', 1)");
        _clock.Pass(1_000_000_000);
        Assert.That(_vm.Say("return cache.get('k')"), Is.EqualTo("1"));
    }

    [Test]
    public void Tenants_have_keys_of_their_own_and_VMs_of_one_share_them()
    {
        var (same, other) = (OpenFor("a"), OpenFor("b"));
        _vm.Say("cache.set('k', {1})");
        Assert.That(same.Say("return cache.get('k')"), Is.EqualTo("{1}"));
        Assert.That(other.Say("cache.clear() return cache.get('k'), cache.delete('k'), cache.add('k', 2)"), Is.EqualTo("nil,false,true"));
        Assert.That(_vm.Say("return cache.get('k'), cache.stats().entries"), Is.EqualTo("{1},1"));
    }

    [Test]
    public void Values_outlive_the_VM_and_its_reset()
    {
        _vm.Say("cache.set('k', 'v')");
        _vm.Reset();
        Assert.That(_vm.Say("return cache.get('k')"), Is.EqualTo("v"));
        _vm.Free();
        Assert.That(OpenFor("a").Say("return cache.get('k')"), Is.EqualTo("v"));
    }

    [Test]
    public void A_share_is_kept_and_a_value_beyond_it_is_an_error_of_the_script()
    {
        var vm = OpenFor("b", share: 1_000);
        Assert.That(vm.Say("for i = 1, 100 do cache.set('k' .. i, i) end local s = cache.stats() return s.entries, s.bytes <= 1000, s.capacity, s.evictions, cache.get('k100'), cache.get('k1')"),
            Is.EqualTo("5,true,1000,95,100,nil"));
        Assert.That(vm.Say("local t = {} for i = 1, 500 do t[i] = math.random(0) end local ok, e = pcall(cache.set, 'k', t) return ok, e:match('cache.set: the value takes [%d,]+ bytes, the tenant.s share of the cache is 1,000 bytes') ~= nil, cache.get('k100')"),
            Is.EqualTo("false,true,100"));
    }

    [Test]
    public void Counts_are_the_tenants()
    {
        OpenFor("b").Say("cache.get('x')");
        Assert.That(_vm.Say("cache.set('k', 1) cache.get('k') cache.get('k') cache.get('none') local s = cache.stats() return s.hits, s.misses, s.entries, s.bytes, s.capacity"),
            Is.EqualTo($"2,1,1,{ByteCache.CostOf(1, 2)},{ByteCache.DefaultCapacity}"));
    }

    [TestCase("local l = 1 for i = 1, 40 do l = {l, l} end pcall(cache.set, 'k', l)")]
    [TestCase("local s = ('x'):rep(400000) pcall(cache.set, 'k', s)")]
    [TestCase("local t = {} for i = 1, 20000 do t[i] = i end t = {t, t, t, t, t, t, t, t} pcall(cache.set, 'k', t)")]
    public void A_value_beyond_the_VMs_memory_ends_the_script(string script)
    {
        var vm = OpenFor("b", limits: new Limits { MemoryBytes = 1 << 20 });
        var before = vm.Memory().UsedBytes;
        Assert.That(vm.Say(script), Does.StartWith("Memory: "));
        Assert.That(vm.Say("return cache.get('k')"), Is.EqualTo("nil"));
        vm.Say("collectgarbage() collectgarbage()");
        Assert.That(vm.Memory().UsedBytes, Is.LessThan(before + 4096));
    }

    [Test]
    public void What_was_kept_small_is_charged_as_large_as_it_comes_back()
    {
        var small = OpenFor("a", limits: new Limits { MemoryBytes = 1 << 20 });
        Assert.That(_vm.Say("cache.set('k', ('x'):rep(4000000)) return cache.stats().bytes < 40000"), Is.EqualTo("true"));
        Assert.That(small.Say("return pcall(cache.get, 'k')"), Does.StartWith("Memory: "));
        Assert.That(small.Say("return 1"), Is.EqualTo("1"));
    }

    [Test]
    public void Work_is_charged_by_its_size()
    {
        var limits = new Limits { Fuel = 1_000_000 };
        Assert.That(_vm.Run("cache.set('k', 1) return cache.get('k')", limits).Usage.Fuel, Is.LessThan(100));
        Assert.That(_vm.Run("local s = ('x'):rep(1000000) cache.set('k', s) return #cache.get('k')", limits).Usage.Fuel, Is.GreaterThan(50_000));
        Assert.That(_vm.Run("local s = ('x'):rep(1000000) while true do cache.set('k', s) end", limits).Status, Is.EqualTo(Status.Fuel));
    }

    [Test]
    public void Values_are_compressed_from_the_configured_size_on()
    {
        const string Script = "cache.clear() cache.set('k', ('x'):rep(1000)) cache.set('n', 0.0) return cache.stats().bytes, cache.get('k') == ('x'):rep(1000), cache.incr('n', 2)";
        var plain = ByteCache.CostOf(1, 1 + 1 + 2 + 1000) + ByteCache.CostOf(1, 1 + 1 + 8);
        Assert.That(_vm.Say(Script), Is.EqualTo($"{plain},true,2.0"));
        ServiceCaps.Set(new ServiceCaps { CacheCompressBytes = 1 });
        var parts = _vm.Say(Script).Split(',');
        Assert.That(long.Parse(parts[0]), Is.LessThan(plain - 900));
        Assert.That(parts[1..], Is.EqualTo(new[] { "true", "2.0" }));
        ServiceCaps.Set(new ServiceCaps { CacheCompressBytes = ulong.MaxValue });
        Assert.That(_vm.Say(Script), Is.EqualTo($"{plain},true,2.0"));
    }

    [Test]
    public void Threads_lose_no_count()
    {
        const int Threads = 8, Turns = 500;
        var vms = Enumerable.Range(0, Threads).Select(_ => OpenFor("a")).ToList();
        var said = new string[Threads];
        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, i =>
            said[i] = vms[i].Say($"local won = 0 for i = 1, {Turns} do cache.incr('n') if cache.add('k' .. i, i) then won = won + 1 end end return won"));
        Assert.That(said.Sum(int.Parse), Is.EqualTo(Turns));
        Assert.That(_vm.Say("return cache.get('n'), cache.stats().entries"), Is.EqualTo($"{Threads * Turns},{Turns + 1}"));
        var held = QuotaGroup.Read(_group)!.Value.MemoryBytes;
        var cached = (ulong)_cache.Statistics().Bytes;
        _cache.Clear("a"u8);
        Assert.That(held - QuotaGroup.Read(_group)!.Value.MemoryBytes, Is.EqualTo(cached));
    }

    private Vm OpenFor(string tenant, ulong share = 0, ulong ttl = 0, Limits limits = default)
    {
        var values = new CacheValues(_cache);
        var vm = StoreScripts.Open(new CacheService(() => values, tenant, share, ttl), limits, QuotaGroup.Of(_group));
        _vms.Add(vm);
        return vm;
    }
}
