using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Numerics;

namespace LuaVm.Client.Tests;

/// <summary>Values on their way in.</summary>
public sealed class ArgumentTests
{
    private const string Show = """
        local function show(v)
          if type(v) ~= "table" then return math.type(v) == "float" and string.format("%a", v) or tostring(v) end
          local parts = {}
          for i = 1, #v do parts[i] = show(v[i]) end
          return "{" .. table.concat(parts, ",") .. "}"
        end
        return show(...)
        """;

    private Vm vm = null!;
    private LuaFunction show = null!;

    [SetUp]
    public void Make()
    {
        vm = new Vm();
        show = vm.Load(Show);
    }

    [TearDown]
    public void End()
    {
        show.Dispose();
        vm.Dispose();
    }

    private static IEnumerable<TestCaseData> Forms()
    {
        yield return new(null, "nil");
        yield return new(true, "true");
        yield return new((sbyte)-1, "-1");
        yield return new((byte)255, "255");
        yield return new((short)-2, "-2");
        yield return new((ushort)65535, "65535");
        yield return new(7, "7");
        yield return new(4294967295u, "4294967295");
        yield return new(long.MinValue, "-9223372036854775808");
        yield return new((ulong)long.MaxValue, "9223372036854775807");
        yield return new(BigInteger.MinusOne, "-1");
        yield return new((Int128)5, "5");
        yield return new(1.0, "0x1p+0");
        yield return new(-0.0, "-0x0p+0");
        yield return new(0.5f, "0x1p-1");
        yield return new("Straße", "Straße");
        yield return new((byte[])[104, 105], "hi");
        yield return new(new ReadOnlyMemory<byte>([104, 105]), "hi");
        yield return new(new Memory<byte>([104, 105]), "hi");
        yield return new((int[])[1, 2], "{1,2}");
        yield return new((long[])[1, 2], "{1,2}");
        yield return new((double[])[1, 2], "{0x1p+0,0x1p+1}");
        yield return new((string[])["a", "b"], "{a,b}");
        yield return new(new List<long> { 1, 2 }, "{1,2}");
        yield return new(new List<double> { 1 }, "{0x1p+0}");
        yield return new(new List<object?> { 1, "x", new object[] { true } }, "{1,x,{true}}");
        yield return new(ImmutableArray.Create(1, 2), "{1,2}");
        yield return new(new ReadOnlyMemory<double>([1]), "{0x1p+0}");
        yield return new(new Dictionary<int, string> { [1] = "a", [2] = "b" }, "{a,b}");
        yield return new(new SortedDictionary<long, bool> { [1] = true }, "{true}");
        yield return new(new ConcurrentDictionary<object, object> { [1L] = 2L }, "{2}");
        yield return new(ImmutableDictionary<long, object?>.Empty.Add(1, "i"), "{i}");
        yield return new(new Dictionary<string, int>(), "{}");
        yield return new(Array.Empty<object>(), "{}");
    }

    [TestCaseSource(nameof(Forms))]
    public void Each_type_of_NET_has_its_form_in_Lua(object? value, string shown) =>
        Assert.That(show.Call<string>(LuaValue.From(value)), Is.EqualTo(shown));

    [Test]
    public void Literals_are_values()
    {
        using var result = vm.Load("return ...").Call(
            1, 2L, 3u, 4ul, 2.5, 0.5f, "text", true, LuaValue.Nil, "bytes"u8, (byte[])[1, 2], (object?[])[1, "x"],
            new Dictionary<string, object?> { ["k"] = 1L });
        Assert.That(((object?[])result.ToObject()!)[..9],
                    Is.EqualTo(new object?[] { 1L, 2L, 3L, 4L, 2.5, 0.5, "text", true, null }));
        Assert.That(result.Values[9].AsString(), Is.EqualTo("bytes"));
        Assert.That(result.Values[10].AsBytes(), Is.EqualTo(new byte[] { 1, 2 }));
        Assert.That(result.Values[11].As<List<object?>>(), Is.EqualTo(new object[] { 1L, "x" }));
        Assert.That(result.Values[12].AsTable()["k"].AsInt64(), Is.EqualTo(1));
    }

    [Test]
    public void Integers_and_floats_of_one_value_stay_apart() =>
        Assert.That(vm.Load("local a, b = ... return math.type(a) .. math.type(b)").Call<string>(1, 1.0),
                    Is.EqualTo("integerfloat"));

    [Test]
    public void Holes_stay_holes_and_later_keys_win()
    {
        vm.Globals["t"] = new object?[] { 1, null, 3 };
        Assert.That(vm.Eval<bool>("return t[1] == 1 and t[2] == nil and t[3] == 3"));
        vm.Globals["t"] = new Dictionary<object, object?> { [1L] = "integer", ["1"] = "text" };
        Assert.That(vm.Eval<string>("return t[1] .. t['1']"), Is.EqualTo("integertext"));
        vm.Globals["t"] = new Dictionary<object, object?> { [1.0] = "float", [true] = "boolean", [(byte[])[255]] = "bytes" };
        Assert.That(vm.Eval<string>(@"return t[1] .. t[true] .. t['\xff']"), Is.EqualTo("floatbooleanbytes"));
    }

    [Test]
    public void One_object_is_one_table_and_cycles_stay_cycles()
    {
        var shared = new List<object?> { 1 };
        var cyclic = new Dictionary<string, object?> { ["a"] = shared, ["b"] = shared };
        cyclic["self"] = cyclic;
        using var check = vm.Load("local t, s = ... return t.a == t.b and t.self == t and t.a == s and t.a[1] == 1");
        Assert.That(check.Call<bool>(cyclic, shared));
    }

    [Test]
    public void A_table_that_came_out_goes_in_again_as_it_is()
    {
        using var result = vm.Eval("local s = {1} local t = {s, s, x = 'y'} t.t = t return t");
        using var check = vm.Load("local t = ... return t[1] == t[2] and t.t == t and t.x == 'y'");
        Assert.That(check.Call<bool>(result.Value));
        Assert.That(check.Call<bool>(result.Value.AsTable()));
        using var other = new Vm();
        using var there = other.Load("local t = ... return t[1] == t[2] and t.t == t and t.x == 'y'");
        Assert.That(there.Call<bool>(result.Value));
        result.Dispose();
        Assert.That(() => check.Call<bool>(result.Value), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void What_has_no_form_in_Lua_is_refused_with_its_path()
    {
        static Dictionary<string, object?> Players(object? last) =>
            new() { ["players"] = new object?[] { 1, new Dictionary<object, object?> { ["odd key"] = last } } };

        void Refused(object? value, string message) =>
            Assert.That(() => vm.Globals["limits"] = value, Throws.ArgumentException.With.Message.EqualTo(message));

        Refused(ulong.MaxValue, "limits: the integer 18446744073709551615 does not fit into 64 bits");
        Refused(Players((BigInteger)long.MaxValue + 1),
                "limits.players[2][\"odd key\"]: the integer 9223372036854775808 does not fit into 64 bits");
        Refused(Players(1m), "limits.players[2][\"odd key\"]: System.Decimal has no form in Lua: expose it with a LuaClass, or "
            + "convert it");
        Refused(Players("\uD800"), "limits.players[2][\"odd key\"]: the string holds half of a surrogate pair");
        Refused(new Dictionary<object, object?> { [double.NaN] = 1 }, "limits[NaN]: nil and NaN cannot be keys");
        Refused(new int[1, 1], "limits: System.Int32[,] has no form in Lua: expose it with a LuaClass, or convert it");
        Assert.That(() => show.Call(1, new object?[] { new Version(1, 0) }),
                    Throws.ArgumentException.With.Message.StartsWith("argument #2[1]: System.Version has no form"));
        Assert.That(() => (LuaValue)ulong.MaxValue, Throws.TypeOf<OverflowException>());
        Assert.That(vm.Globals["limits"], Is.Null);
    }

    [Test]
    public void A_function_that_was_not_kept_cannot_go_in()
    {
        using var result = vm.Eval("return {print}");
        Assert.That(() => show.Call(result.Value.AsTable().Items[0]),
                    Throws.ArgumentException.With.Message.StartsWith("argument #1: the function was not kept"));
    }

    [Test]
    public void Spans_of_numbers_go_in_and_come_out()
    {
        var numbers = Enumerable.Range(0, 1000).Select(i => i / 4.0).ToArray();
        using var same = vm.Load("return ...");
        using var result = same.Call(LuaValue.Sequence(numbers), LuaValue.Sequence((long[])[1, 2, 3]),
                                     LuaValue.Sequence(new ReadOnlyMemory<long>([4])), LuaValue.Sequence(numbers.AsSpan(1, 2)));
        var read = new double[1000];
        Assert.That(result.Value.AsTable().CopyTo(read), Is.EqualTo(1000));
        Assert.That(read, Is.EqualTo(numbers));
        var whole = new long[5];
        Assert.That(result.Values[1].AsTable().CopyTo(whole), Is.EqualTo(3));
        Assert.That(whole, Is.EqualTo(new long[] { 1, 2, 3, 0, 0 }));
        Assert.That(result.Values[2].As<long[]>(), Is.EqualTo(new long[] { 4 }));
        Assert.That(result.Values[3].As<double[]>(), Is.EqualTo(new[] { 0.25, 0.5 }));
        Assert.That(() => result.Value.AsTable().CopyTo(new double[3]), Throws.ArgumentException);
        Assert.That(() => result.Value.AsTable().CopyTo(new long[1000]), Throws.TypeOf<InvalidCastException>());
        Assert.That(() => result.Value.As<long[]>(), Throws.TypeOf<InvalidCastException>());
    }

    [Test]
    public void Depth_costs_no_stack()
    {
        object? deep = 42;
        for (var i = 0; i < 10_000; i++) deep = new object?[] { deep };
        using var result = vm.Load("local t, n = ..., 0 while type(t) == 'table' do t, n = t[1], n + 1 end return n, ...").Call(LuaValue.From(deep));
        Assert.That(result.Values[0].AsInt64(), Is.EqualTo(10_000));
        var depth = 0;
        for (var value = result.Values[1].ToObject(); value is List<object?> list; value = list[0]) depth++;
        Assert.That(depth, Is.EqualTo(10_000));
        Assert.That(() => show.Call(LuaValue.From(Deeper(deep))),
                    Throws.ArgumentException.With.Message.StartsWith("argument #1[1][1][1]").And.Message.Contains("..."));
        static object Deeper(object? value)
        {
            object nested = new object?[] { 1m };
            for (var i = 0; i < 20_000; i++) nested = new[] { nested, value };
            return nested;
        }
    }

    [Test]
    public void A_string_of_100_MB_goes_in_and_comes_out()
    {
        using var large = new Vm(new VmOptions { MemoryLimit = 600 << 20, ResultLimit = 300 << 20, Timeout = Timeout.InfiniteTimeSpan });
        var bytes = new byte[100 << 20];
        new Random(1).NextBytes(bytes);
        using var same = large.Load("local s = ... return #s, s");
        using var result = same.Call(bytes);
        Assert.That(result.Values[0].AsInt64(), Is.EqualTo(bytes.Length));
        Assert.That(result.Values[1].Bytes.SequenceEqual(bytes));
    }

    [Test]
    public void More_arguments_than_there_may_be_are_refused()
    {
        Assert.That(show.Call<string>(new LuaValue[10_000]), Is.EqualTo("nil"));
        Assert.That(() => show.Call(new LuaValue[10_001]), Throws.TypeOf<InvalidArgumentException>());
    }

    [Test]
    public void A_collection_that_changes_while_it_is_read_is_refused()
    {
        var list = new Shrinking();
        Assert.That(() => show.Call(LuaValue.From(list)), Throws.InvalidOperationException);
        Assert.That(show.Call<string>(1), Is.EqualTo("1"));
    }

    private sealed class Shrinking : IReadOnlyList<object?>
    {
        public int Count => 3;
        public object? this[int index] => index;
        public IEnumerator<object?> GetEnumerator() => Enumerable.Repeat<object?>(1, 2).GetEnumerator();
        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
