using LuaVm.Core;
using LuaVm.Store;

namespace LuaVm.Tests.Store;

/// <summary>The module `store` as scripts use it.</summary>
[TestFixture]
public sealed class ModuleTests
{
    private readonly FakeClock _clock = new();
    private StoreService _service = null!;
    private Vm _vm = null!;

    [SetUp]
    public void Open()
    {
        var options = new StoreOptions { Clock = _clock, ValueBytes = 1000, KeyCap = 300 };
        _service = StoreScripts.Service(("t", options), ("other", options), ("fixed", options with { ReadOnly = true }));
        _vm = StoreScripts.Open(_service);
    }

    [TearDown]
    public void Close()
    {
        _vm.Free();
        _service.Dispose();
    }

    [TestCase("s.a = 1 return s.a, s['a'], s:get('a')", "1,1,1")]
    [TestCase("s[1] = 'one' s[1.0] = 'two' s['1'] = 'three' return s[1], s['1'], #s", "two,three,2")]
    [TestCase("s[true] = false s[false] = true return s[true], s[false], s.none", "false,true,nil")]
    [TestCase("s.n = -0.5 s.m = math.mininteger s.i = 1/0 return s.n, s.m, s.i == math.huge", "-0.5,-9223372036854775808,true")]
    [TestCase("s.t = {1, {2, x = {}}, k = 'v'} return s.t", "{1 {2 x={}} k=v}")]
    [TestCase("local t = {1} s.t = t t[1] = 2 return s.t[1], rawequal(s.t, s.t)", "1,false")]
    [TestCase("s.a = 1 s.a = nil return s.a, #s", "nil,0")]
    [TestCase("s.a = 1 return s:delete('a'), s:delete('a')", "true,false")]
    [TestCase("return s:get('a', 'default'), s:get('a')", "default,nil")]
    [TestCase("s:set('get', 5) return s:get('get'), type(s.get)", "5,function")]
    [TestCase("s.ab = 'cde' s:set('ab', 'c') return s:size()", "1,6")]
    [TestCase("s.b = 1 s.a = 2 s[2] = 3 s[-1.5] = 4 s[true] = 5 return s:keys()", "{true -1.5 2 a b}")]
    [TestCase("s:update{5, 6, a = 7} return s[1], s[2], s.a", "5,6,7")]
    [TestCase("s.x = 1 s:batch{{'a', 1}, {'x'}, {'b', {2}}} return s:keys(), s.b[1]", "{a b},2")]
    [TestCase("return s:incr('n'), s:incr('n', 5), s:incr('n', -0.5), s.n", "1,6,5.5,5.5")]
    [TestCase("s.a = 1 s.b = 2 s:clear() return #s, s.a", "0,nil")]
    [TestCase("local r = {} s:update{a = 1, b = 2, [3] = 3} for k, v in pairs(s) do r[#r + 1] = k r[#r + 1] = v end return r", "{3 3 a 1 b 2}")]
    [TestCase("local o = store.open('t') o.a = 1 return s.a, store.open('other').a", "1,nil")]
    [TestCase("s:set('', 'empty') return s['']", "empty")]
    [TestCase("return tostring(s), pcall(function() return s.a.b end)", "store (main),false,test:2: attempt to index a nil value (field 'a')")]
    public void A_store_is_used_like_a_table(string script, string says) => Assert.That(Say(script), Is.EqualTo(says));

    [TestCase("s[nil] = 1", "Runtime: store: a key of a store is a string, a number or a boolean")]
    [TestCase("return s[{}]", "Runtime: store: a key of a store is a string, a number or a boolean")]
    [TestCase("s[0/0] = 1", "Runtime: store: a key cannot be NaN")]
    [TestCase("s[('k'):rep(1025)] = 1", "Runtime: store: the key is longer than 1 KiB")]
    [TestCase("s.f = print", "Runtime: store: a function cannot be stored as a value; stored are booleans, numbers, strings and tables of them")]
    [TestCase("s.f = {s}", "Runtime: store: userdata cannot be stored as an item of a table; stored are booleans, numbers, strings and tables of them")]
    [TestCase("local c = {} c.c = c s.c = c", "Runtime: store: a table that contains itself cannot be stored")]
    [TestCase("local d = 1 for i = 1, 65 do d = {d} end s.d = d", "Runtime: store: tables nested more than 64 deep cannot be stored")]
    [TestCase("s.v = ('x'):rep(998)", "Runtime: store: the value is longer than the store allows for one (value_bytes); store less, or in parts")]
    [TestCase("local l = 1 for i = 1, 40 do l = {l, l} end s.l = l", "Runtime: store: the value is longer than the store allows for one (value_bytes); store less, or in parts")]
    [TestCase("s.get = 1", "Runtime: store: 'get' is a method of stores; write that key with s:set(\"get\", value), read it with s:get(\"get\")")]
    [TestCase("for i = 1, 301 do s[i] = i end", "Runtime: store: the store is full: it may hold 300 keys (key_cap); delete some, or raise the cap")]
    [TestCase("s:set('a', 1, {ttl = 0})", "Runtime: bad argument #4 to 'store:set' (ttl: from above 0 to 1e10 seconds expected)")]
    [TestCase("s:set('a', 1, {tll = 1})", "Runtime: bad argument #4 to 'store:set' (options: ttl is the only one)")]
    [TestCase("s:batch{{}}", "Runtime: bad argument #2 to 'store:batch' (writes: item 1 is no {key, value} or {key})")]
    [TestCase("s.a = 'x' s:incr('a')", "Runtime: store:incr: what is there is no number")]
    [TestCase("s.a = math.maxinteger s:incr('a')", "Runtime: store:incr: the sum is beyond the integers")]
    [TestCase("s:close() return s.a", "Runtime: store: the store is closed")]
    [TestCase("store.open('fixed').a = 1", "Runtime: store: the store is read-only for scripts")]
    [TestCase("store.open('fixed'):clear()", "Runtime: store:clear: the store is read-only for scripts")]
    [TestCase("store.open('nope')", "Sandbox: store.open: the policy has no store of the name 'nope'")]
    [TestCase("store.open('../t')", "Sandbox: store.open: the policy has no store of the name '../t'")]
    [TestCase("store.open()", "Runtime: bad argument #1 to 'store.open' (name: string expected, got no value)")]
    public void What_cannot_be_done_is_an_error(string script, string says) => Assert.That(Say(script), Is.EqualTo(says));

    [Test]
    public void An_entry_with_a_ttl_goes_when_its_time_is_over()
    {
        Assert.That(Say("s:set('a', 1, {ttl = 1.5}) s:update({b = 2}, {ttl = 10}) s:batch{{'c', 3, ttl = 1}} return s.a, #s"), Is.EqualTo("1,3"));
        _clock.Pass(TimeSpan.FromSeconds(2));
        Assert.That(Say("return s.a, s:keys(), #s"), Is.EqualTo("nil,{b},1"));
        Assert.That(Say("return s:incr('b')"), Is.EqualTo("3"));
        _clock.Pass(TimeSpan.FromSeconds(9));
        Assert.That(Say("return s.b"), Is.EqualTo("nil"), "incr keeps the time at which an entry is over");
    }

    [Test]
    public void Iteration_visits_what_is_there_all_the_time_once_whatever_else_happens()
    {
        Assert.That(Say("""
            for i = 1, 200 do s[i] = 'stays' end
            local seen, visits = {}, 0
            for k, v in pairs(s) do
              if v == 'stays' then
                if seen[k] then error('twice: ' .. k) end
                seen[k] = true
                visits = visits + 1
              end
              if math.type(k) == 'integer' then
                s[k - 0.5] = 'before'
                if k < 99 then s['b' .. k] = 'behind' end
                s[k - 0.5] = nil
              end
            end
            for i = 1, 200 do assert(seen[i], i) end
            return visits
            """), Is.EqualTo("200"));
    }

    [Test]
    public void What_is_deleted_during_an_iteration_is_not_visited_any_more()
    {
        Assert.That(Say("""
            for i = 1, 100 do s[i] = i end
            local n = 0
            for k in pairs(s) do n = n + 1 s[k] = nil s[k + 1] = nil end
            return n, #s
            """), Is.EqualTo("50,0"));
    }

    [Test]
    public void A_sum_that_is_too_long_leaves_nothing_behind()
    {
        using var service = StoreScripts.Service(("t", new StoreOptions { ValueBytes = 3 }));
        var vm = StoreScripts.Open(service);
        Assert.That(vm.Say("local s = store.open('t') local ok = pcall(s.incr, s, 'n', 1e300) s.a = 5 return ok, s.a, #s"),
            Is.EqualTo("false,5,1"));
        vm.Free();
    }

    [TestCase("local l = 1 for i = 1, 40 do l = {l, l} end s.l = l")]
    [TestCase("local b = {} for i = 1, 100 do b[i] = i end for i = 1, 20 do b = {b, b} end s:update{b}")]
    public void What_a_value_takes_in_the_making_is_charged(string script)
    {
        using var service = StoreScripts.Service(("t", new StoreOptions { ValueBytes = 1 << 30 }));
        var vm = StoreScripts.Open(service);
        var before = VmProcess.Memory().Used;
        Assert.That(vm.Say("local s = store.open('t') pcall(function() " + script + " end)", new Limits { MemoryBytes = 8 << 20 }),
            Does.StartWith("Memory: "));
        Assert.That(vm.Say("local s = store.open('t') s.a = ('x'):rep(1 << 20) return #s.a"), Is.EqualTo("1048576"));
        Assert.That(vm.Say("local s = store.open('t') s.a = nil return #s, collectgarbage()"), Is.EqualTo("0,0"));
        Assert.That(VmProcess.Memory().Used - before, Is.LessThan(1 << 20));
        vm.Free();
    }

    [Test]
    public void Values_outlive_their_vm_and_a_reset()
    {
        Say("s.a = {1, 2}");
        Assert.That(_vm.Reset(), Is.EqualTo(Status.Ok));
        Assert.That(Say("return s.a"), Is.EqualTo("{1 2}"));
        _vm.Free();
        _vm = StoreScripts.Open(_service);
        Assert.That(Say("return s.a"), Is.EqualTo("{1 2}"));
    }

    [Test]
    public void What_scripts_held_is_not_charged_any_more_once_it_is_gone()
    {
        Say("for i = 1, 300 do s[i] = ('x'):rep(900) end");
        var before = Used();
        Assert.That(Say("""
            local all = {}
            for i = 1, 50 do all[i] = pairs(s) all[i](s) end
            s:keys()
            collectgarbage() return collectgarbage('count') > 0
            """), Is.EqualTo("true"));
        Assert.That(Used(), Is.LessThanOrEqualTo(before + 4096));
    }

    private ulong Used()
    {
        Say("collectgarbage() collectgarbage()");
        Say("collectgarbage()");
        return _vm.Memory().UsedBytes;
    }

    private string Say(string script) => _vm.Say("local s = store.open('t')\n" + script);
}
