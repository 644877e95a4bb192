namespace LuaVm.Client.Tests;

/// <summary>Functions and values that stay in the VM for the host.</summary>
public sealed class FunctionTests
{
    private Vm vm = null!;

    [SetUp]
    public void Make() => vm = new Vm();

    [TearDown]
    public void End() => vm.Dispose();

    [Test]
    public void A_source_loaded_once_is_called_many_times()
    {
        using var add = vm.Load("local a, b = ... count = (count or 0) + 1 return a + b, count", new EvalOptions { ChunkName = "add.lua" });
        for (var i = 1; i <= 100; i++)
        {
            using var result = add.Call(i, 0.5);
            Assert.That(result.ToObject(), Is.EqualTo(new object[] { i + 0.5, (long)i }));
        }
        var error = Assert.Throws<LuaRuntimeException>(() => add.Call("x", 1))!;
        Assert.That(error.ChunkName, Is.EqualTo("add.lua"));
        Assert.That(error.Line, Is.EqualTo(1));
        Assert.That(add.TryCall(out var failed, LuaValue.Nil), Is.False);
        using (failed) Assert.That(failed.Status, Is.EqualTo(LuaStatus.Runtime));
        Assert.That(() => vm.Load("return return"), Throws.TypeOf<LuaSyntaxException>());
        Assert.That(vm.Eval<object>("return count"), Is.Null, "its globals are its own");
    }

    [Test]
    public void A_function_comes_out_where_it_is_asked_for()
    {
        using var function = vm.Eval<LuaFunction>("local n = 0 return function(by) n = n + by return n end")!;
        Assert.That(function.Call<long>(2), Is.EqualTo(2));
        Assert.That(function.Call<long>(3), Is.EqualTo(5));
        Assert.That(() => vm.Eval<LuaFunction>("return 1"), Throws.TypeOf<InvalidCastException>());
        Assert.That(vm.Eval<LuaFunction>("return nil"), Is.Null);
        using var result = vm.Eval("return print, {f = print}");
        Assert.That(() => result.Value.AsFunction(), Throws.TypeOf<InvalidCastException>().With.Message.Contains("KeepFunctions"));
    }

    [Test]
    public void A_result_owns_the_functions_that_nobody_takes()
    {
        var keep = new EvalOptions { KeepFunctions = true };
        var result = vm.Eval("local f = function() return 7 end return {f, f, {g = function() end}}, f", keep);
        var function = result.Value.AsTable().Items[0].AsFunction();
        Assert.That(result.Value.AsTable().Items[0].AsFunction(), Is.SameAs(function));
        Assert.That(function.Call<long>(), Is.EqualTo(7));
        result.Dispose();
        Assert.That(function.Call<long>(), Is.EqualTo(7), "it was taken");
        function.Dispose();
        function.Dispose();
        Assert.That(() => function.Call(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => function.CallAsync().GetAwaiter().GetResult(), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Functions_that_are_let_go_are_collected()
    {
        const string Make = "local t = {} for i = 1, 1000 do t[i] = function() return i end end return t";
        var keep = new EvalOptions { KeepFunctions = true };
        using (var first = vm.Eval(Make, keep)) Assert.That(first.Value.AsTable().Items[999].AsFunction().Call<long>(), Is.EqualTo(1000));
        vm.Gc.Collect();
        var before = vm.Memory.UsedBytes;
        for (var i = 0; i < 20; i++) vm.Eval(Make, keep).Dispose();
        vm.Gc.Collect();
        Assert.That(vm.Memory.UsedBytes - before, Is.LessThan(32 << 10));
    }

    [Test]
    public void Coroutines_are_kept_and_passed_back()
    {
        using var coroutine = vm.Eval<LuaObject>("return coroutine.create(function(a) local b = coroutine.yield(a + 1) return b * 2 end)")!;
        Assert.That(coroutine.Type, Is.EqualTo(LuaType.Coroutine));
        using var resume = vm.Load("return select(2, coroutine.resume(...))");
        Assert.That(resume.Call<long>(coroutine, 1), Is.EqualTo(2));
        Assert.That(resume.Call<long>(coroutine, 21), Is.EqualTo(42));
    }

    [Test]
    public void A_reference_of_another_VM_is_refused()
    {
        using var other = new Vm();
        using var function = other.Load("return 1");
        using var same = vm.Load("return ...");
        Assert.That(() => same.Call(function), Throws.ArgumentException.With.Message.EqualTo(
            "argument #1: the reference belongs to another VM"));
        Assert.That(() => vm.Globals["x"] = new object?[] { function }, Throws.ArgumentException.With.Message.StartsWith("x[1]: "));
    }

    [Test]
    public void Globals_are_read_and_written_by_path()
    {
        vm.Globals["limits.cpu.max"] = 2.5;
        vm.Globals.Set("limits.name", "small");
        Assert.That(vm.Eval<string>("return limits.name .. limits.cpu.max"), Is.EqualTo("small2.5"));
        Assert.That(vm.Globals.Get<double>("limits.cpu.max"), Is.EqualTo(2.5));
        Assert.That(vm.Globals["limits.cpu"], Is.EqualTo(new Dictionary<object, object?> { ["max"] = 2.5 }));
        Assert.That(vm.Globals["limits.none.at.all"], Is.Null);
        Assert.That(vm.Globals.Get<long?>("nothing"), Is.Null);
        Assert.That(() => vm.Globals.Get<long>("limits.name"), Throws.TypeOf<InvalidCastException>());
        Assert.That(() => vm.Globals["limits.name.x"] = 1, Throws.TypeOf<InvalidArgumentException>());
        Assert.That(() => vm.Globals[""] = 1, Throws.TypeOf<InvalidArgumentException>());
        Assert.That(() => vm.Globals[null!], Throws.ArgumentNullException);
        vm.Globals["limits"] = null;
        Assert.That(vm.Eval<object>("return limits"), Is.Null);
        Assert.That(vm.Globals["math.pi"], Is.EqualTo(Math.PI));
    }

    [Test]
    public void A_table_may_be_read_only_all_the_way_down()
    {
        vm.Globals.Set("config", new Dictionary<string, object?> { ["deep"] = new[] { 1 } }, readOnly: true);
        Assert.That(vm.Eval<bool>("return pcall(function() config.deep[1] = 2 end)"), Is.False);
        Assert.That(vm.Eval<bool>("return pcall(function() config.x = 2 end)"), Is.False);
        Assert.That(vm.Eval<long>("return config.deep[1]"), Is.EqualTo(1));
    }

    [Test]
    public void A_global_function_is_called_by_its_path()
    {
        vm.Eval("game = {update = function(dt) return 'updated', dt end}", new EvalOptions { KeepGlobals = true }).Dispose();
        using var result = vm.Call("game.update", 0.5);
        Assert.That(result.ToObject(), Is.EqualTo(new object[] { "updated", 0.5 }));
        Assert.That(vm.Call<string>("game.update"), Is.EqualTo("updated"));
        using var function = vm.Globals.Get<LuaFunction>("game.update")!;
        Assert.That(function.Call<string>(1), Is.EqualTo("updated"));
        Assert.That(() => vm.Call("game.nothing"), Throws.InstanceOf<LuaVmException>());
    }

    [Test]
    public void A_table_view_is_the_table_itself()
    {
        vm.Eval("t = setmetatable({10, 20, x = {y = 1}}, {__index = function(_, k) return k .. '!' end})", new EvalOptions { KeepGlobals = true }).Dispose();
        using var view = vm.Globals.Get<LuaTableView>("t")!;
        Assert.That(view.Length, Is.EqualTo(2));
        Assert.That(view[1], Is.EqualTo(10));
        Assert.That(view["absent"], Is.EqualTo("absent!"), "metamethods run");
        view[3] = new[] { "new" };
        view["x"] = null;
        using (var inner = view.Get<LuaTableView>(3)!) inner["more"] = true;
        Assert.That(vm.Call<bool>("rawequal", vm.Globals.Get<LuaTableView>("t"), view));
        Assert.That(view.As<Dictionary<object, object?>>()![1], Is.EqualTo(10));
        Assert.That(view.Length, Is.EqualTo(3));
        Assert.That(((Dictionary<object, object?>)((Dictionary<object, object?>)Snapshot(view))[3L]!)["more"], Is.True);
    }

    [Test]
    public void A_table_view_is_enumerated_over_a_snapshot()
    {
        using var view = vm.Eval<LuaTableView>("return {1, 2, {3}, f = print}")!;
        var seen = new List<object>();
        foreach (var (key, value) in view)
        {
            seen.Add(key);
            view.Set(LuaValue.From(key), LuaValue.Nil);
            if (value is LuaReference reference) using (reference) Assert.That(reference.Vm, Is.SameAs(vm));
        }
        Assert.That(seen, Is.EquivalentTo(new object[] { 1L, 2L, 3L, "f" }));
        Assert.That(view.Length, Is.Zero);
        Assert.That(view, Is.Empty);
    }

    [Test]
    public void A_shared_table_may_be_refused()
    {
        var refuse = new EvalOptions { RefuseShared = true };
        Assert.That(() => vm.Eval("local s = {} return {a = s, b = {s}}", refuse), Throws.TypeOf<LuaRuntimeException>());
        vm.Eval("return {{}, {}}", refuse).Dispose();
    }

    [Test]
    public void Reset_ends_references_and_globals_and_the_VM_goes_on()
    {
        using var function = vm.Load("return 1");
        using var view = vm.Eval<LuaTableView>("return {1}")!;
        Assert.That(view.Length, Is.EqualTo(1));
        vm.Globals["x"] = 1;
        vm.Reset();
        Assert.That(() => function.Call(), Throws.TypeOf<InvalidArgumentException>());
        Assert.That(() => view.Length, Throws.InstanceOf<LuaVmException>());
        Assert.That(vm.Globals["x"], Is.Null);
        using var again = vm.Eval<LuaTableView>("return {1, 2}")!;
        Assert.That(again.Length, Is.EqualTo(2));
    }

    [Test]
    public void A_VM_that_is_disposed_of_closes_what_belongs_to_it()
    {
        var function = vm.Load("return 1");
        var view = vm.Eval<LuaTableView>("return {}")!;
        vm.Dispose();
        Assert.That(() => function.Call(), Throws.TypeOf<ClosedException>());
        Assert.That(() => view.Length, Throws.TypeOf<ClosedException>());
        Assert.That(() => vm.Globals["x"], Throws.TypeOf<ClosedException>());
        Assert.That(() => vm.Register("f", () => 1), Throws.TypeOf<ClosedException>());
        function.Dispose();
        view.Dispose();
    }

    private static object Snapshot(LuaTableView view) => view.As<Dictionary<object, object?>>()!;
}
