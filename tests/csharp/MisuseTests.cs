namespace LuaVm.Client.Tests;

/// <summary>What must not be done, and what comes of it: an error that says so, and a VM that goes on.</summary>
public sealed class MisuseTests
{
    private const int Patience = 60_000;
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
    public void Another_thread_is_busy_while_a_host_function_runs()
    {
        Exception? thrown = null;
        vm.Register("elsewhere", () =>
        {
            var thread = new Thread(() =>
            {
                try
                {
                    vm.Eval("return 1").Dispose();
                }
                catch (LuaVmException exception)
                {
                    thrown = exception;
                }
            });
            thread.Start();
            Assert.That(thread.Join(Patience));
        });
        vm.Eval("elsewhere()").Dispose();
        Assert.That(thrown, Is.TypeOf<BusyException>());
    }

    [Test]
    public void A_run_cannot_begin_or_go_on_within_a_host_function()
    {
        LuaRun? run = null;
        vm.Register("start", () => { vm.Start("return 1").Dispose(); });
        vm.Register("later", () => { vm.EvalAsync("return 1").GetAwaiter().GetResult(); });
        vm.Register("resume", () => { run!.Resume(); });
        Assert.That(() => vm.Eval("start()"), Throws.TypeOf<BusyException>());
        Assert.That(() => vm.Eval("later()"), Throws.TypeOf<BusyException>());
        vm.RegisterPending("ask");
        using (run = vm.Start("ask() resume()"))
        {
            run.Resume();
            Assert.That(() => run.Get<long>(), Throws.TypeOf<BusyException>());
        }
    }

    [Test]
    public void Limits_of_a_nested_call_are_refused()
    {
        vm.Register("nested", (Vm self) => self.Eval("return 1", new EvalOptions { Fuel = 5 }).Dispose());
        Assert.That(() => vm.Eval("nested()"), Throws.TypeOf<InvalidArgumentException>());
    }

    [Test]
    public void A_function_may_be_disposed_of_while_it_runs()
    {
        LuaFunction? function = null;
        vm.Register("drop", () => function!.Dispose());
        function = vm.Load("drop() collectgarbage() return 'done'");
        Assert.That(function.Call<string>(), Is.EqualTo("done"));
        Assert.That(() => function.Call(), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void References_are_disposed_of_from_any_thread_while_the_VM_runs()
    {
        const int Count = 2000;
        using var result = vm.Eval($"local t = {{}} for i = 1, {Count} do t[i] = function() return i end end return t",
                                   new EvalOptions { KeepFunctions = true });
        var functions = result.Value.AsTable().Items.Select(item => item.AsFunction()).ToArray();
        using (var endless = new Endless(vm))
        {
            var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                foreach (var function in functions) function.Dispose();
            })).ToArray();
            foreach (var thread in threads) thread.Start();
            foreach (var thread in threads) Assert.That(thread.Join(Patience));
            vm.Interrupt();
            Assert.That(endless.Join(), Is.TypeOf<CancelledException>());
            vm = new Vm();
        }
    }

    [Test]
    public void Recursion_between_Lua_and_the_host_ends()
    {
        vm.Register("call", (LuaFunction f) =>
        {
            using (f) f.Call(f).Dispose();
        });
        Assert.That(() => vm.Eval("local function f(g) call(g) end call(f)"), Throws.InstanceOf<LuaVmException>());
        Assert.That(vm.Eval<bool>("local function f(g) pcall(call, g) end return pcall(call, f)"));
    }

    [Test]
    public void Null_is_refused_where_it_means_nothing()
    {
        Assert.That(() => vm.Load(null!), Throws.ArgumentNullException);
        Assert.That(() => vm.Register(null!, () => 1), Throws.ArgumentNullException);
        Assert.That(() => vm.Register("f", (Func<long>)null!), Throws.ArgumentNullException);
        Assert.That(() => vm.Register("f", (HostFunction)null!), Throws.ArgumentNullException);
        Assert.That(() => vm.CreateFunction(null!), Throws.ArgumentNullException);
        Assert.That(() => vm.CreateObject(null!), Throws.ArgumentNullException);
        Assert.That(() => vm.Expose(null!), Throws.ArgumentNullException);
        Assert.That(() => new LuaClass<Version>(""), Throws.ArgumentException);
    }

    [Test]
    public void A_class_that_the_library_refuses_leaves_nothing_behind()
    {
        vm.Expose(new LuaClass<Version>("Version").Method("__gc", (Version _) => { }));
        for (var i = 0; i < 3; i++)
            Assert.That(() => vm.Globals["v"] = new Version(), Throws.TypeOf<InvalidArgumentException>());
    }

    [Test]
    public void A_VM_is_disposed_of_while_its_host_functions_run_on_other_threads()
    {
        for (var round = 0; round < 50; round++)
        {
            var mortal = new Vm();
            var started = new ManualResetEventSlim();
            mortal.Register("busy", (long n) =>
            {
                started.Set();
                return n + 1;
            });
            var thread = new Thread(() => mortal.TryEval("local n = 0 while true do n = busy(n) end", out _));
            thread.Start();
            Assert.That(started.Wait(Patience));
            mortal.Dispose();
            Assert.That(thread.Join(Patience));
        }
    }
}
