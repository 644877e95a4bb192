using LuaVm.Core;
using LuaVm.Store;

namespace LuaVm.Tests.Store;

/// <summary>Transactions of scripts.</summary>
[TestFixture]
public sealed class TransactionTests
{
    private StoreService _service = null!;
    private Vm _vm = null!;

    [SetUp]
    public void Open()
    {
        _service = StoreScripts.Service(("a", new StoreOptions()), ("b", new StoreOptions()));
        _vm = StoreScripts.Open(_service);
    }

    [TearDown]
    public void Close()
    {
        _vm.Free();
        _service.Dispose();
    }

    [TestCase("return store.transaction(function() a.n = 1 b.n = 2 return a.n, {b.n}, nil end)", "1,{2},nil")]
    [TestCase("local ok = pcall(store.transaction, function() a.n = 1 b.n = 2 error('x') end) return ok, a.n, b.n", "false,nil,nil")]
    [TestCase("return a:transaction(function(s) s.n = 5 return s:incr('n') end), a.n", "6,6")]
    [TestCase("return select(2, pcall(store.transaction, function() error({code = 7}) end)).code", "7")]
    [TestCase("return pcall(store.transaction, function() store.transaction(print) end)",
        "false,store.transaction: a transaction cannot be within another one")]
    [TestCase("a.x = 1 return store.transaction(function() a:clear() a.y = 2 return #a, a:keys() end)", "1,{y}")]
    [TestCase("pcall(store.transaction, function() a.n = 1 error() end) a.n = 2 return a.n", "2")]
    public void A_transaction_is_all_or_nothing(string script, string says) => Assert.That(Say(_vm, script), Is.EqualTo(says));

    [Test]
    public void A_killed_transaction_is_rolled_back_and_locks_nobody_out()
    {
        Say(_vm, "a.n = 1");
        var limits = new Limits { Fuel = 100_000 };
        Assert.That(_vm.Say(Script("store.transaction(function() a.n = 2 while true do end end)"), limits), Does.StartWith("Fuel"));
        var other = StoreScripts.Open(_service);
        Assert.That(Say(other, "a.m = 3 return a.n, a.m"), Is.EqualTo("1,3"));
        other.Free();
    }

    [Test]
    public void Waiting_for_the_transaction_of_another_vm_ends_when_the_vm_is_stopped()
    {
        Say(_vm, "a.n = 1"); // opens it
        var source = new StoreSource(new StoreOptions());
        var table = source.Open(default).Done();
        using var service = new StoreService(new Dictionary<string, StoreSource> { ["a"] = source, ["b"] = source });
        var vm = StoreScripts.Open(service);
        using (table.Backend.Begin(default).Done())
        {
            Assert.That(vm.Say(Script("a.n = 2"), new Limits { WallMs = 50 }), Does.StartWith("Timeout"));
            Assert.That(vm.Say(Script("a:transaction(print)  store.transaction(function() a.n = 2 end)"),
                new Limits { WallMs = 50 }), Does.StartWith("Timeout"));
        }
        Assert.That(Say(vm, "a.m = 3 return a.n, a.m"), Is.EqualTo("nil,3"));
        vm.Free();
    }

    [Test]
    public void What_a_transaction_keeps_is_charged_to_its_vm()
    {
        var says = _vm.Say(Script("store.transaction(function() for i = 1, 1e6 do a[i] = i end end)"),
            new Limits { WallMs = 60_000 });
        Assert.That(says, Does.StartWith("Memory"));
        Assert.That(Say(_vm, "return #a"), Is.EqualTo("0"));
    }

    private static string Script(string script) => "local a, b = store.open('a'), store.open('b')\n" + script;

    private static string Say(Vm vm, string script) => vm.Say(Script(script));
}
