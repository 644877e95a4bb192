namespace LuaVm.Client.Tests;

/// <summary>Runs that the host carries on itself.</summary>
public sealed class RunTests
{
    private Vm vm = null!;

    [SetUp]
    public void Make()
    {
        vm = new Vm();
        vm.RegisterPending("ask");
    }

    [TearDown]
    public void End()
    {
        Assert.That(vm.Eval<long>("return 1 + 1"), Is.EqualTo(2), "the VM still answers");
        vm.Dispose();
    }

    [Test]
    public void A_run_waits_for_its_answers()
    {
        using var run = vm.Start("print('first') local a, b = ask('x', {1, 2}) print('second') return a .. b, ask(b)");
        Assert.That(run.Status, Is.EqualTo(LuaStatus.Pending));
        Assert.That(run.IsDone, Is.False);
        Assert.That(run.Task, Is.Null);
        Assert.That(run.Values[0].AsString(), Is.EqualTo("x"));
        Assert.That(run.Values[1].As<long[]>(), Is.EqualTo(new long[] { 1, 2 }));
        Assert.That(run.Result.Output, Is.EqualTo("first\n"));
        Assert.That(() => vm.Eval("return 1"), Throws.TypeOf<BusyException>());
        Assert.That(() => run.Get<long>(), Throws.InvalidOperationException);
        Assert.That(run.Resume("p", "q"), Is.EqualTo(LuaStatus.Pending));
        Assert.That(run.Result.Output, Is.EqualTo("second\n"));
        Assert.That(run.Resume(42), Is.EqualTo(LuaStatus.Ok));
        Assert.That(run.Result.ToObject(), Is.EqualTo(new object[] { "pq", 42L }));
        Assert.That(run.Get<string>(), Is.EqualTo("pq"));
        Assert.That(() => run.Resume(), Throws.InvalidOperationException);
        Assert.That(vm.Eval<long>("return 2"), Is.EqualTo(2), "a run that is done leaves the VM free");
    }

    [Test]
    public void A_run_yields_after_each_slice()
    {
        using var function = vm.Load("local n = ... for i = 1, 10000 do n = n + 1 end return n");
        using var run = function.Start(new EvalOptions { SliceFuel = 1_000 }, 5);
        var slices = 1;
        for (; run.Status == LuaStatus.Yielded; slices++) run.Resume();
        Assert.That(run.Get<long>(), Is.EqualTo(10_005));
        Assert.That(slices, Is.GreaterThanOrEqualTo(10));
    }

    [Test]
    public void An_answer_may_be_an_error()
    {
        var failure = new IOException("line is dead");
        using (var caught = vm.Start("local ok, e = pcall(ask) return tostring(e)"))
        {
            Assert.That(caught.Fail(failure), Is.EqualTo(LuaStatus.Ok));
            Assert.That(caught.Get<string>(), Is.EqualTo("line is dead"));
        }
        using var run = vm.Start("ask()");
        Assert.That(run.Fail(failure), Is.EqualTo(LuaStatus.Runtime));
        Assert.That(() => run.Get<long>(), Throws.Exception.SameAs(failure));
    }

    [Test]
    public void An_answer_that_has_no_form_in_Lua_leaves_the_run_waiting()
    {
        using var run = vm.Start("return ask()");
        Assert.That(() => run.Resume(LuaValue.From(1m)), Throws.ArgumentException);
        Assert.That(() => run.Resume(new LuaValue[10_001]), Throws.TypeOf<InvalidArgumentException>());
        Assert.That(run.Status, Is.EqualTo(LuaStatus.Pending));
        Assert.That(run.Resume(7), Is.EqualTo(LuaStatus.Ok));
        Assert.That(run.Get<long>(), Is.EqualTo(7));
    }

    [Test]
    public void A_run_that_is_cancelled_or_disposed_of_ends()
    {
        using (var run = vm.Start("while true do pcall(ask) end"))
        {
            run.Cancel();
            run.Cancel();
            Assert.That(run.Status, Is.EqualTo(LuaStatus.Cancelled));
            Assert.That(() => run.Get<long>(), Throws.TypeOf<CancelledException>());
        }
        var abandoned = vm.Start("ask()");
        abandoned.Dispose();
        abandoned.Dispose();
        Assert.That(() => abandoned.Status, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => abandoned.Resume(), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void A_task_answers_when_it_is_done()
    {
        var answer = new TaskCompletionSource<string>();
        vm.RegisterAsync("fetch", () => answer.Task);
        using var run = vm.Start("return fetch() .. ask()");
        Assert.That(run.Task, Is.SameAs(answer.Task));
        Assert.That(() => run.Resume(), Throws.InvalidOperationException);
        Assert.That(() => run.Resume("not this"), Throws.InvalidOperationException);
        answer.SetResult("a");
        Assert.That(run.Resume(), Is.EqualTo(LuaStatus.Pending));
        Assert.That(run.Task, Is.Null);
        Assert.That(run.Resume("b"), Is.EqualTo(LuaStatus.Ok));
        Assert.That(run.Get<string>(), Is.EqualTo("ab"));
    }

    [Test]
    public void A_failure_is_a_status_and_no_exception()
    {
        using (var run = vm.Start("error('no')")) Assert.That(run.Status, Is.EqualTo(LuaStatus.Runtime));
        using (var run = vm.Start("return return")) Assert.That(run.Status, Is.EqualTo(LuaStatus.Syntax));
        using var spent = vm.Start("ask() while true do end", new EvalOptions { Fuel = 10_000 });
        Assert.That(spent.Resume(), Is.EqualTo(LuaStatus.Fuel));
        Assert.That(() => spent.Get<long>(), Throws.TypeOf<FuelException>());
    }

    [Test]
    public void A_VM_that_is_disposed_of_ends_its_run()
    {
        var mortal = new Vm();
        mortal.RegisterPending("ask");
        using var run = mortal.Start("ask()");
        mortal.Dispose();
        Assert.That(run.Resume(), Is.EqualTo(LuaStatus.Closed));
        Assert.That(() => run.Get<long>(), Throws.TypeOf<ClosedException>());
        Assert.That(() => mortal.Start("return 1"), Throws.Nothing);
    }

    [Test]
    public void A_pending_function_has_nobody_to_answer_it_in_an_async_eval() =>
        Assert.That(async () => await vm.EvalAsync("ask()"), Throws.InvalidOperationException.With.Message.Contains("LuaRun"));

    [Test]
    public void Another_thread_may_go_on_with_a_run()
    {
        using var run = vm.Start("local a = ask() return a + ask()");
        foreach (var value in (int[])[40, 2])
        {
            var thread = new Thread(() => run.Resume(value));
            thread.Start();
            Assert.That(thread.Join(60_000));
        }
        Assert.That(run.Get<long>(), Is.EqualTo(42));
    }
}
