using System.Text;

namespace LuaVm.Client.Tests;

public sealed class ValueTests
{
    private Vm vm = null!;

    [SetUp]
    public void Make() => vm = new Vm();

    [TearDown]
    public void End() => vm.Dispose();

    [TestCase("nil", null)]
    [TestCase("true", true)]
    [TestCase("false", false)]
    [TestCase("0", 0L)]
    [TestCase("math.maxinteger", long.MaxValue)]
    [TestCase("math.mininteger", long.MinValue)]
    [TestCase("3.0", 3.0)]
    [TestCase("1e308 * 10", double.PositiveInfinity)]
    [TestCase("-1e308 * 10", double.NegativeInfinity)]
    [TestCase("5e-324", double.Epsilon)]
    [TestCase("''", "")]
    [TestCase("'grüße'", "grüße")]
    [TestCase("'a\\0b\\0'", "a\0b\0")]
    public void Each_kind_becomes_its_type(string lua, object? expected)
    {
        var value = vm.Eval<object>($"return {lua}");
        Assert.That(value, Is.EqualTo(expected));
        Assert.That(value?.GetType(), Is.EqualTo(expected?.GetType()));
    }

    [TestCase("-0.0", -0.0)]
    [TestCase("0.0 / 0.0 ~= 0 and 0.1 or 0.2", 0.1)]
    public void Floats_arrive_to_the_last_bit(string lua, double expected) =>
        Assert.That(BitConverter.DoubleToInt64Bits(vm.Eval<double>($"return {lua}")),
                    Is.EqualTo(BitConverter.DoubleToInt64Bits(expected)));

    [Test]
    public void A_NaN_is_one() => Assert.That(vm.Eval<double>("return 0 / 0"), Is.NaN);

    [Test]
    public void A_string_that_is_not_UTF_8_is_bytes()
    {
        byte[] expected = [0xFF, 0, 0xC3];
        using var result = vm.Eval(@"return '\xFF\0\xC3'");
        Assert.That(result.ToObject(), Is.EqualTo(expected));
        Assert.That(result.Value.Bytes.ToArray(), Is.EqualTo(expected));
        Assert.That(result.Value.As<byte[]>(), Is.EqualTo(expected));
        Assert.That(() => result.Value.AsString(), Throws.TypeOf<InvalidCastException>());
        Assert.That(result.Value.ToString(), Is.EqualTo("\uFFFD\0\uFFFD"));
    }

    [Test]
    public void Bytes_go_in_as_they_are()
    {
        ReadOnlySpan<byte> source = [.. "return #'"u8, 0xFF, 0, 0xFE, .. "'"u8];
        using var result = vm.Eval(source);
        Assert.That(result.Value.AsInt64(), Is.EqualTo(3));
    }

    [Test]
    public void No_source_is_a_program() => Assert.That(vm.Eval<object>(""), Is.Null);

    [Test]
    public void Text_of_any_length_goes_in_and_comes_out([Values(1, 255, 256, 100_000)] int length)
    {
        var text = new string('ß', length);
        Assert.That(vm.Eval<string>($"return '{text}'"), Is.EqualTo(text));
    }

    [Test]
    public void Half_a_surrogate_pair_is_refused()
    {
        Assert.That(() => vm.Eval("return '\uD800'"), Throws.InstanceOf<ArgumentException>());
        Assert.That(vm.Eval<long>("return 1"), Is.EqualTo(1));
    }

    [Test]
    public void None_one_and_several_values_are_null_it_and_an_array()
    {
        using var none = vm.Eval("return");
        using var one = vm.Eval("return nil");
        using var several = vm.Eval("return 1, nil, 'x'");
        Assert.That(none.Values, Is.Empty);
        Assert.That(none.ToObject(), Is.Null);
        Assert.That(none.Value.IsNil);
        Assert.That(one.Values, Has.Count.EqualTo(1));
        Assert.That(several.ToObject(), Is.EqualTo(new object?[] { 1L, null, "x" }));
        Assert.That(() => several.Values[3], Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => several.Values[-1], Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_float_is_an_integer_only_where_it_is_one_exactly()
    {
        Assert.That(vm.Eval<long>("return 3.0"), Is.EqualTo(3));
        Assert.That(vm.Eval<long>("return -2.0^63"), Is.EqualTo(long.MinValue));
        foreach (var lua in (string[])["3.5", "2.0^63", "0/0", "1/0", "'3'", "nil", "true"])
            Assert.That(() => vm.Eval<long>($"return {lua}"), Throws.TypeOf<InvalidCastException>(), lua);
    }

    [Test]
    public void Typed_conversions_never_lose_anything_in_silence()
    {
        Assert.That(vm.Eval<int>("return -2147483648"), Is.EqualTo(int.MinValue));
        Assert.That(() => vm.Eval<int>("return 2147483648"), Throws.TypeOf<InvalidCastException>());
        Assert.That(vm.Eval<double>("return 7"), Is.EqualTo(7.0));
        Assert.That(() => vm.Eval<bool>("return 1"), Throws.TypeOf<InvalidCastException>());
        Assert.That(() => vm.Eval<string>("return 1"), Throws.TypeOf<InvalidCastException>());
        Assert.That(vm.Eval<long?>("return nil"), Is.Null);
        Assert.That(vm.Eval<long?>("return 5"), Is.EqualTo(5));
        Assert.That(vm.Eval<string>("return nil"), Is.Null);
        Assert.That(() => vm.Eval<Uri>("return 'x'"), Throws.TypeOf<NotSupportedException>());
    }

    [Test]
    public void Functions_coroutines_and_userdata_tell_one_from_another()
    {
        using var result = vm.Eval("return print, print, type, coroutine.create(print)");
        var values = result.Values.Select(value => value.AsOpaque()).ToArray();
        Assert.That(values[0], Is.EqualTo(values[1]));
        Assert.That(values[0], Is.Not.EqualTo(values[2]));
        Assert.That(values.Select(value => value.Type),
                    Is.EqualTo(new[] { LuaType.Function, LuaType.Function, LuaType.Function, LuaType.Coroutine }));
        Assert.That(result.ToObject(), Is.EqualTo(values.Cast<object>()));
    }

    [Test]
    public void Printed_output_is_there_as_text_and_as_bytes()
    {
        using var result = vm.Eval(@"print('a', 1) print('\xFF')");
        Assert.That(result.Output, Is.EqualTo("a\t1\n\uFFFD\n"));
        Assert.That(result.OutputBytes.ToArray(), Is.EqualTo((byte[])[.. Encoding.UTF8.GetBytes("a\t1\n"), 0xFF, 10]));
    }
}
