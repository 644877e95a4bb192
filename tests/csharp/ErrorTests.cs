namespace LuaVm.Client.Tests;

public sealed class ErrorTests
{
    private Vm vm = null!;

    [SetUp]
    public void Make() => vm = new Vm(new VmOptions { MemoryLimit = 8 << 20 });

    [TearDown]
    public void End()
    {
        Assert.That(vm.Eval<long>("return 1 + 1"), Is.EqualTo(2), "the VM still answers");
        vm.Dispose();
    }

    [TestCase("return return", typeof(LuaSyntaxException), LuaStatus.Syntax)]
    [TestCase("error('no')", typeof(LuaRuntimeException), LuaStatus.Runtime)]
    [TestCase("local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end", typeof(MemoryLimitException),
              LuaStatus.Memory)]
    [TestCase("while true do pcall(error) end", typeof(LuaTimeoutException), LuaStatus.Timeout)]
    [TestCase("for i = 1, 1e9 do end", typeof(FuelException), LuaStatus.Fuel)]
    [TestCase("for i = 1, 1000 do print(i) end", typeof(OutputLimitException), LuaStatus.Output)]
    [TestCase("return ('x'):rep(5000)", typeof(OutputLimitException), LuaStatus.Output)]
    [TestCase("\x1BLua", typeof(SandboxException), LuaStatus.Sandbox)]
    public void Each_failure_has_its_class(string source, Type type, LuaStatus status)
    {
        var options = new EvalOptions
        {
            Timeout = status == LuaStatus.Timeout ? TimeSpan.FromMilliseconds(50) : TimeSpan.FromMinutes(1),
            Fuel = status == LuaStatus.Fuel ? 10_000 : null,
            OutputLimit = 1000,
            ResultLimit = 4096,
        };
        var thrown = Assert.Throws(type, () => vm.Eval(source, options)) as LuaVmException;
        Assert.That(thrown!.Status, Is.EqualTo(status));
        Assert.That(thrown.Message, Is.Not.Empty);
        Assert.That(vm.TryEval(source, out var result, options), Is.False);
        using (result)
        {
            Assert.That(result.Status, Is.EqualTo(status));
            Assert.That(result.Error, Is.TypeOf(type));
            Assert.That(result.Values, Is.Empty);
            Assert.That(result.ToObject(), Is.Null);
        }
    }

    [Test]
    public void An_exception_says_where_and_what_was_spent()
    {
        var error = Assert.Throws<LuaRuntimeException>(() =>
            vm.Eval("print('before')\nlocal function f()\n  error('boom')\nend\nf()",
                    new EvalOptions { ChunkName = "rules.lua" }))!;
        Assert.That(error.Message, Does.Contain("boom"));
        Assert.That(error.ChunkName, Is.EqualTo("rules.lua"));
        Assert.That(error.Line, Is.EqualTo(3));
        Assert.That(error.Traceback, Does.Contain("rules.lua:3"));
        Assert.That(error.Output, Is.EqualTo("before\n"));
        Assert.That(error.Usage!.Value.Fuel, Is.GreaterThan(0));
        Assert.That(error.Usage!.Value.MemoryPeakBytes, Is.GreaterThan(0));
    }

    [Test]
    public void A_success_has_no_error()
    {
        Assert.That(vm.TryEval("return 1"u8, out var result), Is.True);
        using (result)
        {
            Assert.That(result.Error, Is.Null);
            Assert.That(result.Message + result.Traceback + result.ChunkName, Is.Empty);
            Assert.That(result.Line, Is.Null);
        }
    }

    [Test]
    public void Fuel_is_the_same_every_time()
    {
        long Spent()
        {
            using var result = vm.Eval("for i = 1, 1000 do end");
            return result.Usage.Fuel;
        }
        var first = Spent();
        Assert.That(first, Is.GreaterThanOrEqualTo(1000));
        Assert.That(Spent(), Is.EqualTo(first));
    }

    [Test]
    public void Memory_errors_may_be_made_catchable()
    {
        using var lenient = new Vm(new VmOptions { MemoryLimit = 1 << 20, MemoryErrorsCatchable = true });
        Assert.That(lenient.Eval<bool>(
            "return (pcall(function() local t = {} for i = 1, 1e9 do t[i] = {} end end))"), Is.False);
    }

    [Test]
    public void Limits_that_are_none_are_refused()
    {
        Assert.That(() => new Vm(new VmOptions { MemoryLimit = 0 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Vm(new VmOptions { Fuel = -1 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Vm(new VmOptions { Timeout = TimeSpan.Zero }),
                    Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => vm.Eval("return 1", new EvalOptions { Timeout = TimeSpan.FromSeconds(-1) }),
                    Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Vm(new VmOptions { MemoryLimit = 1000 }), Throws.TypeOf<InvalidArgumentException>());
        Assert.That(() => new Vm(new VmOptions { Profile = LuaProfile.Redis }),
                    Throws.TypeOf<UnsupportedException>());
        Assert.That(() => vm.Eval("return 1", new EvalOptions { ChunkName = new string('x', 5000) }),
                    Throws.TypeOf<InvalidArgumentException>());
        Assert.That(() => vm.Eval((string)null!), Throws.ArgumentNullException);
    }

    [Test]
    public void Profiles_and_presets_are_the_librarys()
    {
        using var locked = new Vm(new VmOptions { Profile = LuaProfile.Locked, Preset = LuaPreset.Embedded });
        Assert.That(locked.Eval<object>("return coroutine"), Is.Null);
        Assert.That(locked.Memory.LimitBytes, Is.EqualTo(1 << 20));
        using var trusted = new Vm(new VmOptions { Profile = LuaProfile.Trusted, MemoryLimit = Limit.Unlimited });
        Assert.That(trusted.Eval<string>("return type(io.open)"), Is.EqualTo("function"));
        Assert.That(trusted.Memory.LimitBytes, Is.EqualTo(Limit.Unlimited));
    }

    [Test]
    public void Globals_are_kept_on_request_alone()
    {
        var keep = new EvalOptions { KeepGlobals = true };
        vm.Eval("x = 1").Dispose();
        Assert.That(vm.Eval<object>("return x"), Is.Null);
        vm.Eval("x = 1", keep).Dispose();
        Assert.That(vm.Eval<long>("return x", keep), Is.EqualTo(1));
        vm.Reset();
        Assert.That(vm.Eval<object>("return x", keep), Is.Null);
    }
}
