namespace LuaVm.Client.Tests;

/// <summary>Exceptions of the host on their way through Lua, and errors of Lua on their way through the host.</summary>
public sealed class HostErrorTests
{
    private readonly InvalidOperationException thrown = new("no such player");
    private Vm vm = null!;

    [SetUp]
    public void Make()
    {
        vm = new Vm();
        vm.Register("fail", Fail);
    }

    [TearDown]
    public void End()
    {
        Assert.That(vm.Eval<long>("return 1 + 1"), Is.EqualTo(2), "the VM still answers");
        vm.Dispose();
    }

    private long Fail() => throw thrown;

    [Test]
    public void An_exception_that_no_script_catches_is_the_same_object_with_its_stack()
    {
        var caught = Assert.Throws<InvalidOperationException>(() => vm.Eval("local function f() fail() end f()"));
        Assert.That(caught, Is.SameAs(thrown));
        Assert.That(caught!.StackTrace, Does.Contain(nameof(Fail)));
        Assert.That(Assert.Throws<InvalidOperationException>(() => vm.Call("fail")), Is.SameAs(thrown));
        using var function = vm.Load("fail()");
        Assert.That(Assert.Throws<InvalidOperationException>(() => function.Call()), Is.SameAs(thrown));
    }

    [Test]
    public void A_script_sees_an_error_object_with_a_message()
    {
        Assert.That(vm.Eval<string>("return tostring(select(2, pcall(fail)))"), Is.EqualTo("no such player"));
        Assert.That(vm.Eval<string>("return select(2, pcall(fail)).message"), Is.EqualTo("no such player"));
        Assert.That(vm.Eval<string>("return type(select(2, pcall(fail)))"), Is.EqualTo("userdata"));
        Assert.That(vm.Eval<bool>("return pcall(function() select(2, pcall(fail)).message = 1 end)"), Is.False);
        Assert.That(vm.Eval<Exception>("return select(2, pcall(fail))"), Is.SameAs(thrown));
        Assert.That(vm.Eval<bool>("return select(2, pcall(fail)) == select(2, pcall(fail))"), "they are the same exception");
    }

    [Test]
    public void A_script_may_raise_it_again()
    {
        Assert.That(Assert.Throws<InvalidOperationException>(() => vm.Eval("local ok, e = pcall(fail) error(e)")), Is.SameAs(thrown));
        Assert.That(Assert.Throws<InvalidOperationException>(() => vm.Eval("""
            local co = coroutine.wrap(function() fail() end)
            local ok, e = pcall(co)
            error(e, 0)
            """)), Is.SameAs(thrown));
    }

    [Test]
    public void A_result_tells_of_it_without_a_throw()
    {
        Assert.That(vm.TryEval("fail()", out var result), Is.False);
        using (result)
        {
            Assert.That(result.Status, Is.EqualTo(LuaStatus.Runtime));
            Assert.That(result.HostException, Is.SameAs(thrown));
            Assert.That(result.Message, Is.EqualTo("no such player"));
            Assert.That(result.Error, Is.TypeOf<LuaRuntimeException>());
            Assert.That(result.Error!.InnerException, Is.SameAs(thrown));
        }
    }

    [Test]
    public void The_error_value_of_Lua_comes_out_as_it_is()
    {
        var table = Assert.Throws<LuaRuntimeException>(() => vm.Eval("error({code = 7})"))!;
        Assert.That(table.Value, Is.EqualTo(new Dictionary<object, object?> { ["code"] = 7L }));
        Assert.That(Assert.Throws<LuaRuntimeException>(() => vm.Eval("error('text', 0)"))!.Value, Is.EqualTo("text"));
        Assert.That(Assert.Throws<LuaRuntimeException>(() => vm.Eval("error(nil)"))!.Value, Is.Null);
    }

    [Test]
    public void A_host_function_may_raise_any_value()
    {
        vm.Register("raise", call => call.Throw(call[0]));
        Assert.That(vm.Eval<long>("local ok, e = pcall(raise, {code = 7}) return e.code"), Is.EqualTo(7));
        Assert.That(vm.Eval<string>("local ok, e = pcall(raise, 'text') return e"), Is.EqualTo("text"));
        Assert.That(vm.Eval<bool>("local ok, e = pcall(raise) return e == nil and not ok"));
    }

    [Test]
    public void Errors_of_nested_calls_pass_back_out()
    {
        vm.Register("run", (Vm self, string source) => self.Eval(source).Dispose());
        Assert.That(Assert.Throws<InvalidOperationException>(() => vm.Eval("run('fail()')")), Is.SameAs(thrown));
        var inner = Assert.Throws<LuaRuntimeException>(() => vm.Eval("run([[error('deep', 0)]])"))!;
        Assert.That(inner.Message, Is.EqualTo("deep"));
        Assert.That(vm.Eval<string>("return tostring(select(2, pcall(run, [[error('deep', 0)]])))"), Is.EqualTo("deep"));
        Assert.That(() => vm.Eval("run('return return')"), Throws.TypeOf<LuaSyntaxException>());
    }

    [Test]
    public void An_exception_goes_through_another_VM()
    {
        using var other = new Vm();
        other.Register("fail", Fail);
        vm.Register("there", (string source) => other.Eval(source).Dispose());
        Assert.That(Assert.Throws<InvalidOperationException>(() => vm.Eval("there('fail()')")), Is.SameAs(thrown));
    }

    [Test]
    public void A_result_that_has_no_form_in_Lua_is_an_error_that_names_it()
    {
        vm.Register("odd", () => new Dictionary<string, object?> { ["date"] = new object?[] { DateTime.UnixEpoch } });
        Assert.That(() => vm.Eval("odd()"), Throws.ArgumentException.With.Message.StartsWith(
            "result #1.date[1]: System.DateTime has no form in Lua"));
    }

    [Test]
    public void An_error_object_costs_the_script_memory_and_no_more()
    {
        var before = vm.Eval<long>("return 1");
        Assert.That(() => vm.Eval("local all = {} while true do all[#all + 1] = select(2, pcall(fail)) end"), Throws.TypeOf<MemoryLimitException>());
        Assert.That(before, Is.EqualTo(1));
    }

    [Test]
    public void A_function_that_ends_its_own_VM_ends_the_run()
    {
        var mortal = new Vm();
        mortal.Register("end_it", mortal.Dispose);
        Assert.That(() => mortal.Eval("while true do end_it() end"), Throws.TypeOf<ClosedException>());
        Assert.That(() => mortal.Eval("return 1"), Throws.TypeOf<ClosedException>());
    }

    [Test]
    public void A_function_may_interrupt_its_own_run()
    {
        vm.Register("stop", vm.Interrupt);
        Assert.That(() => vm.Eval("while true do pcall(stop) end"), Throws.TypeOf<CancelledException>());
    }

    [Test]
    public void What_a_cancelled_token_makes_a_function_throw_is_no_error_that_scripts_catch()
    {
        using var source = new CancellationTokenSource();
        vm.Register("wait", (CancellationToken token) =>
        {
            source.Cancel();
            token.ThrowIfCancellationRequested();
        });
        var error = Assert.Throws<OperationCanceledException>(
            () => vm.Eval("while true do pcall(wait) end", cancellationToken: source.Token))!;
        Assert.That(error.CancellationToken, Is.EqualTo(source.Token));
        vm.Register("own", () => { throw new OperationCanceledException("of another token"); });
        Assert.That(vm.Eval<string>("return tostring(select(2, pcall(own)))"), Is.EqualTo("of another token"));
    }
}
