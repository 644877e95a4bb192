namespace LuaVm.Client.Tests;

/// <summary>Host functions that answer later, and runs that wait for them.</summary>
public sealed class AsyncTests
{
    private const int Patience = 60_000;
    private static readonly EvalOptions Forever = Endless.Forever;

    private Vm vm = null!;

    [SetUp]
    public void Make() => vm = new Vm();

    [TearDown]
    public void End()
    {
        Assert.That(vm.Eval<long>("return 1 + 1"), Is.EqualTo(2), "the VM still answers");
        vm.Dispose();
    }

    [Test]
    public async Task A_task_is_awaited_and_its_result_is_the_functions()
    {
        vm.RegisterAsync("fetch", async (long n) =>
        {
            await Task.Yield();
            return n + 1;
        });
        vm.RegisterAsync("done", async () => await Task.Yield());
        vm.RegisterAsync("several", async (string a, double b, bool c) =>
        {
            await Task.Yield();
            return (a, b, new List<object?> { c });
        });
        using var result = await vm.EvalAsync("""
            local sum = 0
            for i = 1, 100 do sum = sum + fetch(i) end
            local a, b, c = several("x", 1.5, true)
            return sum, select("#", done()), a, b, c[1]
            """);
        Assert.That(result.ToObject(), Is.EqualTo(new object[] { 5150L, 0L, "x", 1.5, true }));
    }

    [Test]
    public async Task A_task_that_is_done_already_and_one_that_is_done_later_are_the_same()
    {
        var later = new TaskCompletionSource<string>();
        vm.RegisterAsync("now", () => Task.FromResult("now"));
        vm.RegisterAsync("later", () => later.Task);
        var running = vm.EvalAsync("print('before') local a = now() print('between') return a .. later()");
        Assert.That(() => vm.Eval("return 1"), Throws.TypeOf<BusyException>());
        later.SetResult("later");
        using var result = await running.WaitAsync(TimeSpan.FromMilliseconds(Patience));
        Assert.That(result.Value.AsString(), Is.EqualTo("nowlater"));
        Assert.That(result.Output, Is.EqualTo("before\nbetween\n"), "all that was printed");
    }

    [Test]
    public async Task Functions_are_called_on_the_pool()
    {
        vm.RegisterAsync("twice", async (long n) =>
        {
            await Task.Yield();
            return n * 2;
        });
        using var function = vm.Load("local n = ... return twice(twice(n))");
        Assert.That(await function.CallAsync<long>(10), Is.EqualTo(40));
        using var result = await function.CallAsync(11);
        Assert.That(result.Value.AsInt64(), Is.EqualTo(44));
        using var made = await function.CallAsync<LuaFunction>(0).ContinueWith(_ => vm.Eval<LuaFunction>("return print"));
        Assert.That(made, Is.Not.Null);
    }

    [Test]
    public void A_task_that_fails_is_an_error_in_Lua_and_the_same_exception_outside()
    {
        var failure = new IOException("line is dead");
        vm.RegisterAsync("fetch", async () =>
        {
            await Task.Yield();
            throw failure;
        });
        Assert.That(async () => await vm.EvalAsync("fetch()"), Throws.Exception.SameAs(failure));
        Assert.That(vm.EvalAsync("return tostring(select(2, pcall(fetch)))").Result.Value.AsString(), Is.EqualTo("line is dead"));
        vm.RegisterAsync("cancelled", () => Task.FromCanceled<long>(new CancellationToken(true)));
        Assert.That(async () => await vm.EvalAsync("cancelled()"), Throws.InstanceOf<TaskCanceledException>());
        Assert.That(vm.EvalAsync("return pcall(cancelled)").Result.Value.AsBoolean(), Is.False, "its own token, not the run's");
        vm.RegisterAsync("at_once", (Func<Task<long>>)(() => throw failure));
        Assert.That(async () => await vm.EvalAsync("at_once()"), Throws.Exception.SameAs(failure));
        vm.RegisterAsync("odd", async () =>
        {
            await Task.Yield();
            return DateTime.UnixEpoch;
        });
        Assert.That(async () => await vm.EvalAsync("odd()"), Throws.ArgumentException.With.Message.Contains("System.DateTime"));
    }

    [Test]
    public async Task An_answer_may_be_a_host_object_or_a_function()
    {
        vm.Expose(new LuaClass<Version>("Version").Property("major", version => version.Major));
        vm.RegisterAsync("version", async () =>
        {
            await Task.Yield();
            return new Dictionary<string, object?> { ["at"] = new Version(4, 2), ["f"] = HostFunction.Of(() => 38) };
        });
        using var result = await vm.EvalAsync("local v = version() return v.at.major + v.f()");
        Assert.That(result.Value.AsInt64(), Is.EqualTo(42));
    }

    [Test]
    public void Where_a_run_cannot_wait_the_script_gets_an_error()
    {
        var called = 0;
        vm.RegisterAsync("fetch", () => Task.FromResult(++called));
        Assert.That(() => vm.Eval("fetch()"), Throws.TypeOf<LuaRuntimeException>().With.Message.Contains("EvalAsync"));
        Assert.That(vm.Eval<bool>("return pcall(fetch)"), Is.False);
        vm.Register("nested", (Vm self) => self.Eval("fetch()").Dispose());
        Assert.That(async () => await vm.EvalAsync("nested()"), Throws.TypeOf<LuaRuntimeException>().With.Message.Contains("EvalAsync"));
        Assert.That(called, Is.Zero, "it was never begun");
        Assert.That(async () => await vm.EvalAsync("table.sort({1, 2, 3}, function(a, b) return fetch() end)"),
                    Throws.TypeOf<LuaRuntimeException>().With.Message.Contains("'fetch'"));
        Assert.That(vm.EvalAsync("return fetch()").Result.Value.AsInt64(), Is.EqualTo(2));
    }

    [Test]
    public void A_token_ends_the_wait()
    {
        using var source = new CancellationTokenSource();
        var asked = new TaskCompletionSource();
        vm.RegisterAsync("fetch", () =>
        {
            asked.SetResult();
            return new TaskCompletionSource<long>().Task;
        });
        var running = vm.EvalAsync("while true do pcall(fetch) end", Forever, source.Token);
        Assert.That(asked.Task.Wait(Patience));
        source.Cancel();
        Assert.That(async () => await running.WaitAsync(TimeSpan.FromMilliseconds(Patience)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(running.IsCanceled);
    }

    [Test]
    public void A_function_gets_the_token_of_its_run()
    {
        using var source = new CancellationTokenSource();
        var asked = new TaskCompletionSource();
        vm.RegisterAsync("wait", async (CancellationToken token) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        });
        var running = vm.EvalAsync("pcall(wait) while true do end", Forever, source.Token);
        Assert.That(asked.Task.Wait(Patience));
        source.Cancel();
        Assert.That(async () => await running.WaitAsync(TimeSpan.FromMilliseconds(Patience)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void An_interrupt_ends_the_wait_and_so_does_Dispose()
    {
        var asked = new SemaphoreSlim(0);
        vm.RegisterAsync("fetch", () =>
        {
            asked.Release();
            return new TaskCompletionSource<long>().Task;
        });
        var running = vm.EvalAsync("fetch()", Forever);
        Assert.That(asked.Wait(Patience));
        vm.Interrupt();
        Assert.That(async () => await running.WaitAsync(TimeSpan.FromMilliseconds(Patience)), Throws.TypeOf<CancelledException>());

        using var mortal = new Vm();
        mortal.RegisterAsync("fetch", () =>
        {
            asked.Release();
            return new TaskCompletionSource<long>().Task;
        });
        var ending = mortal.EvalAsync("fetch()", Forever);
        Assert.That(asked.Wait(Patience));
        mortal.Dispose();
        Assert.That(async () => await ending.WaitAsync(TimeSpan.FromMilliseconds(Patience)), Throws.TypeOf<ClosedException>());
    }

    [Test]
    public void An_interrupt_is_never_lost_however_it_falls()
    {
        vm.RegisterAsync("fetch", async () => await Task.Yield());
        for (var round = 0; round < 200; round++)
        {
            var running = vm.EvalAsync("while true do fetch() end", Forever);
            Thread.SpinWait(round * 50);
            vm.Interrupt();
            Assert.That(async () => await running.WaitAsync(TimeSpan.FromMilliseconds(Patience)), Throws.TypeOf<CancelledException>());
        }
    }

    [Test]
    public async Task Slices_let_others_have_the_thread_and_limits_hold_over_all_of_them()
    {
        var slices = new EvalOptions { SliceFuel = 1_000, Fuel = 1_000_000 };
        using var result = await vm.EvalAsync("local n = 0 for i = 1, 10000 do n = n + i end return n", slices);
        Assert.That(result.Value.AsInt64(), Is.EqualTo(50005000));
        Assert.That(async () => await vm.EvalAsync("while true do end", slices), Throws.TypeOf<FuelException>());
        Assert.That(vm.Eval<long>("for i = 1, 10000 do end return 7", slices), Is.EqualTo(7), "who waits gets no slices");
    }

    [Test]
    public async Task Many_VMs_wait_without_a_thread_each()
    {
        using var template = new VmTemplate();
        var gate = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = 0;
        template.RegisterAsync("fetch", () =>
        {
            Interlocked.Increment(ref waiting);
            return gate.Task;
        });
        var options = new VmOptions { Template = template, MemoryLimit = 1 << 20, Timeout = Timeout.InfiniteTimeSpan };
        var vms = Enumerable.Range(0, 200).Select(_ => new Vm(options)).ToList();
        var runs = vms.Select(one => one.EvalAsync("return fetch() + 1")).ToList();
        Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref waiting) == 200, Patience), "all of them wait");
        gate.SetResult(41);
        foreach (var run in runs)
            using (var result = await run.WaitAsync(TimeSpan.FromMilliseconds(Patience)))
                Assert.That(result.Value.AsInt64(), Is.EqualTo(42));
        foreach (var one in vms) one.Dispose();
    }

    [Test]
    public void A_bad_argument_of_an_async_call_leaves_the_VM_free()
    {
        using var function = vm.Load("return 1");
        Assert.That(async () => await function.CallAsync(LuaValue.From(1m)), Throws.ArgumentException);
        Assert.That(async () => await function.CallAsync(new LuaValue[10_001]), Throws.TypeOf<InvalidArgumentException>());
        Assert.That(function.Call<long>(), Is.EqualTo(1));
    }
}
