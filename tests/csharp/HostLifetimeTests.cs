using System.Runtime.CompilerServices;

namespace LuaVm.Client.Tests;

/// <summary>Nothing of the host is kept longer than it is needed, and nothing goes earlier.</summary>
[NonParallelizable]
public sealed class HostLifetimeTests
{
    private const int Patience = 60_000;
    private readonly List<Vm> held = [];

    [TearDown]
    public void End()
    {
        foreach (var vm in held) vm.Dispose();
        held.Clear();
    }

    [Test]
    public void What_a_function_holds_goes_with_its_VM()
    {
        var gone = Registered(Held());
        held[0].Dispose();
        AwaitCollected(gone);
    }

    [Test]
    public void What_a_function_holds_goes_when_it_is_replaced()
    {
        var vm = Held();
        var gone = Registered(vm);
        vm.Register("f", () => 2);
        Assert.That(vm.Eval<long>("collectgarbage() return f()"), Is.EqualTo(2));
        vm.Gc.Collect();
        vm.Eval("return 1").Dispose();
        AwaitCollected(gone);
    }

    [Test]
    public void What_a_function_holds_stays_while_scripts_may_call_it()
    {
        var vm = Held();
        var kept = Registered(vm);
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.That(kept.IsAlive);
        Assert.That(vm.Eval<long>("return f()"), Is.EqualTo(100));
        vm.Reset();
        GC.Collect();
        Assert.That(vm.Eval<long>("return f()"), Is.EqualTo(100));
    }

    [Test]
    public void What_a_function_value_holds_goes_when_Lua_needs_it_no_more()
    {
        var vm = Held();
        var gone = Passed(vm);
        vm.Gc.Collect();
        vm.Eval("return 1").Dispose();
        AwaitCollected(gone);
    }

    [Test]
    public void Objects_and_classes_go_with_their_VM()
    {
        var gone = Exposed(Held());
        held[0].Dispose();
        AwaitCollected(gone);
    }

    [Test]
    public void Functions_of_a_template_go_with_the_last_that_needs_them()
    {
        var (gone, vm) = Templated();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.That(vm.Eval<long>("return f()"), Is.EqualTo(100), "the template is forgotten, the VM is not");
        vm.Dispose();
        AwaitCollected(gone);
    }

    [Test]
    public void A_cycle_of_a_VM_and_its_functions_is_collected()
    {
        var before = LuaVmProcess.Statistics;
        var gone = Cycles(30);
        Assert.That(LuaVmProcess.Statistics.VmTotal - before.VmTotal, Is.EqualTo(30));
        AwaitNothingMoreThan(before);
        foreach (var one in gone) AwaitCollected(one);
    }

    [Test]
    public void A_function_that_is_kept_keeps_its_VM()
    {
        var function = Only();
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.That(function.Call<string>("x"), Is.EqualTo("x!"));
        function.Vm.Dispose();
    }

    [Test]
    public void Forgotten_references_are_released_by_finalizers()
    {
        var vm = Held();
        Forget(vm, 1);
        vm.Gc.Collect();
        var before = vm.Memory.UsedBytes;
        Forget(vm, 300);
        Assert.That(SpinWait.SpinUntil(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            vm.Gc.Collect();
            return vm.Memory.UsedBytes - before < 64 << 10; // they hold 3 MB
        }, Patience), () => $"{vm.Memory.UsedBytes - before} bytes more");
    }

    [Test]
    public async Task Whatever_happens_nothing_is_left()
    {
        var before = LuaVmProcess.Statistics;
        for (var round = 0; round < 20; round++) await Everything();
        var after = LuaVmProcess.Statistics;
        Assert.That(after.VmCount, Is.LessThanOrEqualTo(before.VmCount));
        Assert.That(after.BlockCount, Is.LessThanOrEqualTo(before.BlockCount));
    }

    [Test]
    public void Host_functions_under_collections_on_many_threads()
    {
        var before = LuaVmProcess.Statistics;
        var sums = new long[4];
        var threads = sums.Select((_, index) => new Thread(() =>
        {
            using var vm = new Vm();
            var live = new List<object>();
            vm.Expose(new LuaClass<Version>("Version").Property("minor", version => version.Minor));
            vm.Register("next", (long n) =>
            {
                if (n % 50 == 0) GC.Collect();
                return new Version(0, (int)n + 1);
            });
            vm.Register("keep", (LuaFunction f) => { live.Add(f); });
            vm.Register("fail", (string what) => { throw new InvalidOperationException(what); });
            for (var round = 0; round < 20; round++)
                sums[index] += vm.Eval<long>("""
                    local n = 0
                    for i = 1, 200 do
                      n = next(n).minor
                      if i % 20 == 0 then keep(function() return i end) pcall(fail, "round " .. i) end
                    end
                    return n
                    """);
            foreach (LuaFunction function in live) sums[index] += function.Call<long>() > 0 ? 1 : 0;
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) Assert.That(thread.Join(Patience));
        Assert.That(sums, Is.All.EqualTo(20 * 200 + 20 * 10));
        AwaitNothingMoreThan(before);
    }

    private static async Task Everything()
    {
        using var template = new VmTemplate();
        template.RegisterAsync("later", async (long n) =>
        {
            await Task.Yield();
            return n;
        });
        template.RegisterPending("ask");
        template.Register("fail", () => { throw new InvalidOperationException("no"); });
        template.Expose(new LuaClass<Version>("Version"));
        using var vm = new Vm(new VmOptions { Template = template });
        vm.Globals["tree"] = new Dictionary<string, object?> { ["f"] = HostFunction.Of(() => 1), ["v"] = new Version() };
        vm.Eval("return {print, {}, tree}", new EvalOptions { KeepFunctions = true, KeepTables = true }).Dispose();
        vm.TryEval("fail()", out var failed);
        failed.Dispose();
        Assert.That(() => vm.Eval("fail()"), Throws.InvalidOperationException);
        Assert.That(() => vm.Globals["tree.f.x"] = 1, Throws.InstanceOf<LuaVmException>());
        Assert.That(() => vm.Globals["x"] = new object?[] { HostFunction.Of(() => 1), new Version(), 1m }, Throws.ArgumentException);
        Assert.That(() => vm.Register("a..b", () => 1), Throws.InstanceOf<LuaVmException>());
        using (await vm.EvalAsync("print('x') return later(1) + later(2)")) { }
        Assert.That(async () => await vm.EvalAsync("later(1) fail()"), Throws.InvalidOperationException);
        using (var run = vm.Start("return ask(tree.v)")) run.Resume(LuaValue.From(new Version()));
        using (vm.Start("ask()")) { }
        using (var view = vm.Globals.Get<LuaTableView>("tree")!)
            foreach (var (_, value) in view)
                (value as IDisposable)?.Dispose();
        vm.Reset();
        using var again = vm.Load("return later(1)");
        using (await again.CallAsync()) { }
    }

    private Vm Held()
    {
        held.Add(new Vm());
        return held[^1];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Registered(Vm vm)
    {
        var state = new long[100];
        vm.Register("f", () => state.Length);
        return new WeakReference(state);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Passed(Vm vm)
    {
        var state = new long[100];
        using var call = vm.Load("local f = ... return f()");
        Assert.That(call.Call<long>(HostFunction.Of(() => state.Length)), Is.EqualTo(100));
        return new WeakReference(state);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Exposed(Vm vm)
    {
        var state = new StringWriter();
        vm.Expose(new LuaClass<StringWriter>("Writer").Property("text", writer => writer.ToString()));
        vm.Globals["writer"] = state;
        vm.Eval("return writer.text").Dispose();
        return new WeakReference(state);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Gone, Vm Vm) Templated()
    {
        var state = new long[100];
        var template = new VmTemplate();
        template.Register("f", () => state.Length);
        return (new WeakReference(state), new Vm(new VmOptions { Template = template }));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] Cycles(int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        var vm = new Vm();
        var callbacks = new List<LuaFunction>();
        vm.Register("on", (LuaFunction f) => { callbacks.Add(f); });
        vm.Register("self", () => vm.Memory.UsedBytes);
        vm.Expose(new LuaClass<List<LuaFunction>>("List").Property("count", list => list.Count));
        vm.Globals["callbacks"] = LuaValue.From(vm.CreateObject(callbacks));
        vm.Eval("on(function() return self() end) return callbacks.count").Dispose();
        return new WeakReference(vm);
    })];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static LuaFunction Only()
    {
        var vm = new Vm();
        vm.Register("shout", (string s) => s + "!");
        return vm.Load("return shout(...)");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(Vm vm, int count)
    {
        for (var i = 0; i < count; i++) vm.Eval<LuaFunction>("local s = ('x'):rep(10000) return function() return s end");
    }

    private static void AwaitCollected(WeakReference gone) => Assert.That(SpinWait.SpinUntil(() =>
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return !gone.IsAlive;
    }, Patience), "it is still held");

    private static void AwaitNothingMoreThan(LuaVmProcessStatistics before) => Assert.That(SpinWait.SpinUntil(() =>
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return LuaVmProcess.Statistics is var now && now.VmCount <= before.VmCount && now.BlockCount <= before.BlockCount;
    }, Patience), () => LuaVmProcess.Statistics.ToString());
}
