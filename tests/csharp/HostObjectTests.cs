namespace LuaVm.Client.Tests;

/// <summary>Objects of the host that scripts use.</summary>
public sealed class HostObjectTests
{
    private static readonly LuaClass<Account> Accounts = new LuaClass<Account>("Account")
        .Property("owner", account => account.Owner)
        .Property("balance", account => account.Balance, (account, balance) => account.Balance = balance)
        .Property("parent", account => account.Parent, (account, parent) => account.Parent = parent)
        .Method("deposit", (Account account, long amount) => account.Balance += amount)
        .Method("self", (Account account) => account)
        .Method("fail", (Account account) => { throw new InvalidOperationException($"{account.Owner} is frozen"); })
        .Method("__len", (Account account) => account.Balance)
        .Method("__add", HostFunction.Of((Account left, Account right) => left.Balance + right.Balance))
        .Method("__tostring", (Account account) => $"account of {account.Owner}")
        .Method("__call", (Account account, string greeting) => $"{greeting}, {account.Owner}");

    private readonly Account ada = new("Ada") { Balance = 10 };
    private Vm vm = null!;

    [SetUp]
    public void Make()
    {
        vm = new Vm();
        vm.Expose(Accounts);
        vm.Register("ada", () => ada);
    }

    [TearDown]
    public void End()
    {
        Assert.That(vm.Eval<long>("return 1 + 1"), Is.EqualTo(2), "the VM still answers");
        vm.Dispose();
    }

    [Test]
    public void Methods_and_properties_are_those_of_the_object()
    {
        Assert.That(vm.Eval<string>("local a = ada() a.balance = a.balance + 5 a:deposit(100) return a.owner"), Is.EqualTo("Ada"));
        Assert.That(ada.Balance, Is.EqualTo(115));
        using var result = vm.Eval("local a = ada() return #a, a + a, tostring(a), a('Hello'), a.nothing, a == ada(), a:self() == a");
        Assert.That(result.ToObject(), Is.EqualTo(new object?[] { 115L, 230L, "account of Ada", "Hello, Ada", null, true, true }));
    }

    [Test]
    public void An_object_comes_out_as_itself_everywhere()
    {
        var seen = new List<Account>();
        vm.Register("see", (Account account) => { seen.Add(account); });
        vm.Eval("see(ada())").Dispose();
        Assert.That(seen, Is.EqualTo(new[] { ada }));
        Assert.That(vm.Eval<Account>("return ada()"), Is.SameAs(ada));
        Assert.That(vm.Eval<object>("return {a = ada()}"), Is.EqualTo(new Dictionary<object, object?> { ["a"] = ada }));
        vm.Globals["account"] = ada;
        Assert.That(vm.Globals["account"], Is.SameAs(ada));
        Assert.That(vm.Globals.Get<Account>("account"), Is.SameAs(ada));
        Assert.That(vm.Eval<string>("return account.owner"), Is.EqualTo("Ada"));
        using var same = vm.Load("return ...");
        Assert.That(same.Call<Account>(LuaValue.From(ada)), Is.SameAs(ada));
        Assert.That(same.Call<object>(LuaValue.From(new object[] { ada })), Is.EqualTo(new[] { ada }));
    }

    [Test]
    public void Only_what_the_class_names_is_there()
    {
        foreach (var hidden in (string[])["Owner", "GetType", "ToString", "Balance", "secret", "__eq", "__index", "__gc"])
            Assert.That(vm.Eval<object>($"return ada()['{hidden}']"), Is.Null, hidden);
        foreach (var write in (string[])["owner = 1", "deposit = 1", "nothing = 1", "[1] = 1"])
            Assert.That(() => vm.Eval($"ada(){(write[0] == '[' ? "" : ".")}{write}"),
                        Throws.InstanceOf<Exception>().With.Message.Contains("Account"), write);
        Assert.That(vm.Eval<bool>("return getmetatable(ada())"), Is.False);
        Assert.That(vm.Eval<bool>("return pcall(setmetatable, ada(), {})"), Is.False);
    }

    [TestCase("ada().deposit()", "'deposit' wants a Account first; call it with ':'")]
    [TestCase("ada().deposit({}, 1)", "'deposit' wants a Account first; call it with ':'")]
    [TestCase("ada():deposit('x')", "bad argument #2 to 'deposit' (integer expected, got string)")]
    [TestCase("ada().balance = 'x'", "bad argument #3 to 'balance' (integer expected, got string)")]
    [TestCase("ada().parent = 1", "bad argument #3 to 'parent' (Account expected, got integer)")]
    public void Wrong_arguments_are_the_scripts_error(string source, string message) =>
        Assert.That(() => vm.Eval(source), Throws.TypeOf<LuaRuntimeException>().With.Message.EndsWith(message));

    [Test]
    public void Derived_objects_have_the_class_of_the_nearest_type()
    {
        vm.Globals["savings"] = new Savings("Bob");
        Assert.That(vm.Eval<string>("return savings.owner"), Is.EqualTo("Bob"));
        Assert.That(vm.Eval<Savings>("return savings")!.Owner, Is.EqualTo("Bob"));
        Assert.That(() => vm.Eval<Savings>("return ada()"), Throws.TypeOf<InvalidCastException>());
        Assert.That(() => vm.Eval<string>("return ada()"), Throws.TypeOf<InvalidCastException>());
    }

    [Test]
    public void An_exception_of_a_method_comes_out_as_it_is()
    {
        Assert.That(() => vm.Eval("ada():fail()"), Throws.InvalidOperationException.With.Message.EqualTo("Ada is frozen"));
        Assert.That(vm.Eval<string>("return tostring(select(2, pcall(ada().fail, ada())))"), Is.EqualTo("Ada is frozen"));
    }

    [Test]
    public void A_reference_is_one_value_however_often_it_goes_in()
    {
        using var reference = vm.CreateObject(ada);
        using var check = vm.Load("local a, b = ... local t = {[a] = 1} return rawequal(a, b) and t[b] == 1");
        Assert.That(check.Call<bool>(reference, reference));
        Assert.That(check.Call<bool>(LuaValue.From(ada), LuaValue.From(ada)), Is.False, "without one, they are two");
        Assert.That(() => vm.CreateObject(new Version()), Throws.ArgumentException);
    }

    [Test]
    public void The_same_class_serves_many_VMs()
    {
        using var other = new Vm();
        other.Expose(Accounts);
        using var result = vm.Eval("return ada()");
        other.Globals["account"] = ada;
        Assert.That(other.Eval<string>("return account.owner"), Is.EqualTo("Ada"));
        using var owner = other.Load("return (...).owner");
        Assert.That(owner.Call<string>(result.Value), Is.EqualTo("Ada"), "an object of another VM");
    }

    [Test]
    public void Objects_that_Lua_needs_no_more_are_let_go()
    {
        var gone = Dropped();
        vm.Gc.Collect();
        vm.Eval("return 1").Dispose();
        Assert.That(SpinWait.SpinUntil(() =>
        {
            GC.Collect();
            return !gone.IsAlive;
        }, 60_000));
    }

    [Test]
    public void Objects_that_Lua_holds_stay()
    {
        Hold();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.That(vm.Eval<string>("return held.owner"), Is.EqualTo("held"));
        vm.Reset();
        Assert.That(vm.Eval<object>("return held"), Is.Null);
        Assert.That(vm.Eval<string>("return ada().owner"), Is.EqualTo("Ada"), "classes work after a reset");
    }

    [Test]
    public void A_closed_value_is_told_so()
    {
        var closed = 0;
        vm.Expose(new LuaClass<Version>("Scope").Method("__close", (Version _) => { closed++; }));
        vm.Register("scope", () => new Version());
        vm.Eval("do local s <close> = scope() end pcall(function() local s <close> = scope() error('x') end)").Dispose();
        Assert.That(closed, Is.EqualTo(2));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private WeakReference Dropped()
    {
        var account = new Account("gone");
        vm.Globals["x"] = account;
        vm.Globals["x"] = null;
        return new WeakReference(account);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private void Hold() => vm.Globals["held"] = new Account("held");

    private class Account(string owner)
    {
        public string Owner => owner;
        public long Balance { get; set; }
        public Account? Parent { get; set; }
    }

    private sealed class Savings(string owner) : Account(owner);
}
