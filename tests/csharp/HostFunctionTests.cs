namespace LuaVm.Client.Tests;

/// <summary>Functions of the host that scripts call.</summary>
public sealed class HostFunctionTests
{
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
    public void Lambdas_of_every_shape_are_functions()
    {
        var heard = new List<object?>();
        vm.Register("none", () => heard.Add("none"));
        vm.Register("one", (string a) => { heard.Add(a); });
        vm.Register("two", (long a, double b) => { heard.Add(a + b); });
        vm.Register("three", (bool a, byte[] b, object? c) => { heard.Add((a, b.Length, c)); });
        vm.Register("four", (int a, int b, int c, int d) => { heard.Add(a + b + c + d); });
        vm.Register("f0", () => 0);
        vm.Register("f1", (long a) => a);
        vm.Register("f2", (string a, string b) => a + b);
        vm.Register("f3", (double a, double b, double c) => a + b + c);
        vm.Register("f4", (long a, long b, long c, long d) => a + b + c + d);
        using var result = vm.Eval("""
            none() one("a") two(1, 2.5) three(true, "xyz") four(1, 2, 3, 4)
            return f0(), f1(1), f2("a", "b"), f3(1, 2, 3), f4(1, 2, 3, 4)
            """);
        Assert.That(heard, Is.EqualTo(new object?[] { "none", "a", 3.5, (true, 3, (object?)null), 10 }));
        Assert.That(result.ToObject(), Is.EqualTo(new object[] { 0L, 1L, "ab", 6.0, 10L }));
    }

    [Test]
    public void A_function_is_found_by_scripts_of_every_kind_and_after_a_reset()
    {
        vm.Register("game.world.spawn", (string kind) => "a " + kind);
        var keep = new EvalOptions { KeepGlobals = true };
        Assert.That(vm.Eval<string>("return game.world.spawn('bear')"), Is.EqualTo("a bear"));
        Assert.That(vm.Eval<string>("return game.world.spawn('bear')", keep), Is.EqualTo("a bear"));
        Assert.That(vm.Eval<bool>("return pcall(function() game.world.spawn = nil end)"), Is.False);
        vm.Reset();
        Assert.That(vm.Call<string>("game.world.spawn", "wolf"), Is.EqualTo("a wolf"));
        vm.Register("game.world.spawn", (string kind) => "the " + kind);
        Assert.That(vm.Eval<string>("return game.world.spawn('bear')"), Is.EqualTo("the bear"));
        Assert.That(() => vm.Register("", () => 1), Throws.TypeOf<InvalidArgumentException>());
        Assert.That(() => vm.Register("a\0b", () => 1), Throws.TypeOf<InvalidArgumentException>());
    }

    [TestCase("text()", "bad argument #1 to 'text' (string expected, got no value)")]
    [TestCase("text(nil)", "bad argument #1 to 'text' (string expected, got nil)")]
    [TestCase("text(1)", "bad argument #1 to 'text' (string expected, got integer)")]
    [TestCase("text({})", "bad argument #1 to 'text' (string expected, got table)")]
    [TestCase(@"text('\xff')", "bad argument #1 to 'text' (string expected, got string)")]
    [TestCase("numbers(1.5, 1)", "bad argument #1 to 'numbers' (integer expected, got number)")]
    [TestCase("numbers(1, 'x')", "bad argument #2 to 'numbers' (number expected, got string)")]
    [TestCase("call(1)", "bad argument #1 to 'call' (function expected, got integer)")]
    [TestCase("view('x')", "bad argument #1 to 'view' (table expected, got string)")]
    [TestCase("list({x = 1})", "bad argument #1 to 'list' (table expected, got table)")]
    public void An_argument_of_another_type_is_the_scripts_error(string call, string message)
    {
        vm.Register("text", (string a) => a);
        vm.Register("numbers", (long a, double b) => a + b);
        vm.Register("call", (LuaFunction f) => 1);
        vm.Register("view", (LuaTableView t) => 1);
        vm.Register("list", (List<object?> t) => 1);
        Assert.That(vm.Eval<string>($"return select(2, pcall(function() {call} end))"), Is.EqualTo(message));
        Assert.That(Assert.Throws<LuaRuntimeException>(() => vm.Eval(call))!.Message, Is.EqualTo(message));
    }

    [Test]
    public void An_integer_and_a_float_convert_where_nothing_is_lost()
    {
        vm.Register("whole", (long a) => a);
        vm.Register("real", (double a) => a);
        vm.Register("maybe", (long? a) => a ?? -1);
        vm.Register("any", (object? a) => a?.GetType().Name);
        using var result = vm.Eval("return whole(3.0), real(3), maybe(nil), maybe(5), any(1), any(1.0), any(nil), any('x')");
        Assert.That(result.ToObject(), Is.EqualTo(new object?[] { 3L, 3.0, -1L, 5L, "Int64", "Double", null, "String" }));
    }

    [Test]
    public void A_tuple_is_several_results_and_any_value_is_one()
    {
        vm.Register("pair", () => (1, "two", new[] { 3L }));
        vm.Register("tree", () => new Dictionary<string, object?> { ["list"] = new List<object?> { 1, null, "x" } });
        vm.Register("nothing", () => (string?)null);
        vm.Register("many", (LuaCallback)(call =>
        {
            var values = new LuaValue[100];
            for (var i = 0; i < values.Length; i++) values[i] = $"value {i}";
            call.Return(values);
        }));
        Assert.That(vm.Eval<string>("local a, b, c = pair() return a .. b .. c[1]"), Is.EqualTo("1two3"));
        Assert.That(vm.Eval<string>("local t = tree() return t.list[3] .. tostring(t.list[2])"), Is.EqualTo("xnil"));
        Assert.That(vm.Eval<long>("return select('#', nothing())"), Is.EqualTo(1));
        Assert.That(vm.Eval<string>("return select('#', many()) .. select(100, many())"), Is.EqualTo("100value 99"));
    }

    [Test]
    public void A_raw_function_reads_and_writes_without_conversions()
    {
        var count = 0;
        vm.Register("raw", call =>
        {
            count = call.Count;
            Assert.That(call.Vm, Is.SameAs(vm));
            if (call.Bytes(0).SequenceEqual("sum"u8)) call.Return(call[1].AsInt64() + call.Get<long>(2));
            else if (call.TryGet<double>(1, out var number)) call.Return(number, "text", call[0]);
            else call.Return([0xFF, 0x00]);
        });
        Assert.That(vm.Eval<long>("return raw('sum', 40, 2)"), Is.EqualTo(42));
        Assert.That(count, Is.EqualTo(3));
        using var three = vm.Eval("return raw('x', 2.5)");
        Assert.That(three.ToObject(), Is.EqualTo(new object[] { 2.5, "text", "x" }));
        Assert.That(vm.Eval<byte[]>("return raw('x')"), Is.EqualTo(new byte[] { 0xFF, 0 }));
        Assert.That(() => vm.Eval("raw(5)"), Throws.ArgumentException.With.Message.StartsWith("bad argument #1 to 'raw'"));
    }

    [Test]
    public void What_a_call_was_given_ends_with_it()
    {
        LuaValue text = default, number = default, table = default;
        vm.Register("leak", call => (number, text, table) = (call[0], call[1], call[2]));
        vm.Eval("leak(1, 'x', {1})").Dispose();
        Assert.That(number.AsInt64(), Is.EqualTo(1));
        Assert.That(() => text.AsString(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => table.AsTable(), Throws.TypeOf<ObjectDisposedException>());
        using var same = vm.Load("return ...");
        Assert.That(() => same.Call(text), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Arguments_go_back_as_what_they_are()
    {
        vm.Register("same", call => call.Return(call[0]));
        vm.Register("nested", call =>
        {
            using var result = call.Vm.Eval("return {1, {2}}");
            call.Return(result.Value); // which is disposed of before the script goes on
        });
        vm.Register("kept", () => vm.CreateFunction(HostFunction.Of(() => 7)));
        Assert.That(vm.Eval<bool>("return same(print) == print"));
        Assert.That(vm.Eval<bool>("local t = same({1, {x = 'y'}}) return t[2].x == 'y'"));
        Assert.That(vm.Eval<long>("return nested()[2][1]"), Is.EqualTo(2));
        Assert.That(vm.Eval<long>("return kept()()"), Is.EqualTo(7));
        Assert.That(vm.Eval<bool>("local c = coroutine.create(print) return same(c) == c"));
    }

    [Test]
    public void A_callback_outlives_the_script_that_gave_it()
    {
        LuaFunction? kept = null;
        vm.Register("on", (LuaFunction f) => { kept = f; });
        vm.Eval("local n = 0 on(function(by) n = n + by return n end)").Dispose();
        vm.Gc.Collect();
        Assert.That(kept!.Call<long>(1), Is.EqualTo(1));
        Assert.That(kept.Call<long>(2), Is.EqualTo(3));
        kept.Dispose();
    }

    [Test]
    public void A_table_view_is_the_scripts_own_table_and_others_are_copies()
    {
        vm.Register("fill", (LuaTableView t, List<object?> names) =>
        {
            foreach (var name in names) t[LuaValue.From(name)] = true;
        });
        vm.Register("copy", (Dictionary<object, object?> t) => { t["x"] = 1; });
        Assert.That(vm.Eval<bool>("local t = {} fill(t, {'a', 'b'}) return t.a and t.b"));
        Assert.That(vm.Eval<object>("local t = {} copy(t) return t.x"), Is.Null);
    }

    [Test]
    public void A_function_uses_its_VM_as_part_of_the_same_run()
    {
        vm.Register("eval", (Vm self, string source) => self.Eval<object>(source));
        vm.Register("apply", (LuaFunction f, long n) =>
        {
            using (f) return f.Call<long>(n);
        });
        Assert.That(vm.Eval<long>("return eval('return ' .. eval('return 40 + 2'))"), Is.EqualTo(42));
        Assert.That(vm.Eval<long>("return apply(function(n) return apply(function(m) return m * 2 end, n) + 1 end, 20)"), Is.EqualTo(41));
        Assert.That(() => vm.Eval("eval('while true do end')", new EvalOptions { Fuel = 100_000 }), Throws.TypeOf<FuelException>());
        vm.Register("reset", vm.Reset);
        Assert.That(() => vm.Eval("reset()"), Throws.TypeOf<BusyException>());
    }

    [Test]
    public void Functions_nest_to_a_depth_and_no_deeper()
    {
        var deepest = 0L;
        vm.Register("down", (Vm self, long depth) =>
        {
            deepest = Math.Max(deepest, depth);
            self.Eval($"down({depth + 1})").Dispose();
        });
        Assert.That(() => vm.Eval("down(1)"), Throws.InstanceOf<LuaVmException>());
        Assert.That(deepest, Is.EqualTo(17));
    }

    [Test]
    public void Host_functions_are_values_too()
    {
        vm.Globals["api"] = new Dictionary<string, object?> { ["double"] = HostFunction.Of((long n) => n * 2) };
        Assert.That(vm.Eval<long>("return api.double(21)"), Is.EqualTo(42));
        using var named = vm.CreateFunction(HostFunction.Of((string s) => s.Length), "length");
        using var apply = vm.Load("local f, x = ... return f(x)");
        Assert.That(apply.Call<long>(named, "abc"), Is.EqualTo(3));
        Assert.That(apply.Call<bool>(HostFunction.Of((bool b) => !b), false));
        Assert.That(() => apply.Call(named, 1), Throws.TypeOf<LuaRuntimeException>().With.Message.Contains("'length'"));
        vm.Register("shared", HostFunction.Of(() => "one for all"));
        Assert.That(vm.Eval<string>("return shared()"), Is.EqualTo("one for all"));
    }

    [Test]
    public void A_task_is_no_result_of_a_function_that_answers_at_once() =>
        Assert.That(() => vm.Register("f", () => Task.FromResult(1)), Throws.ArgumentException.With.Message.Contains("RegisterAsync"));

    [Test]
    public void Templates_give_many_VMs_the_same_functions()
    {
        var template = new VmTemplate();
        template.Register("math2.twice", (long n) => n * 2);
        template.Expose(new LuaClass<Version>("Version").Property("major", version => version.Major));
        template.Register("version", () => new Version(4, 2));
        template.Register("who", (Vm self) => self.Memory.LimitBytes);
        using var small = new Vm(new VmOptions { Template = template, MemoryLimit = 1 << 20 });
        using var large = new Vm(new VmOptions { Template = template, MemoryLimit = 2 << 20 });
        template.Register("late", () => 1);
        template.Dispose();
        template.Dispose();
        Assert.That(() => template.Register("f", () => 1), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => new Vm(new VmOptions { Template = template }), Throws.TypeOf<HandleException>());
        foreach (var (one, limit) in new[] { (small, 1 << 20), (large, 2 << 20) })
        {
            Assert.That(one.Eval<long>("return math2.twice(21)"), Is.EqualTo(42));
            Assert.That(one.Eval<long>("return version().major"), Is.EqualTo(4));
            Assert.That(one.Eval<long>("return who()"), Is.EqualTo(limit));
            Assert.That(one.Eval<object>("return late"), Is.Null);
            one.Reset();
            Assert.That(one.Eval<long>("return math2.twice(version().major)"), Is.EqualTo(8));
        }
    }
}
