using FsCheck;
using FsCheck.Fluent;
using LuaVm.Core;
using LuaVm.Interop;
using LuaVm.Store.Encoding;

namespace LuaVm.Tests.Store;

/// <summary>The encodings: order, round trips, and that no bytes harm the readers.</summary>
[TestFixture]
public sealed unsafe class KeyCodecTests
{
    private static readonly double[] Edges =
        [0, -0.0, 0.5, -0.5, 1L << 53, -(1L << 53), 9223372036854775808.0, -9223372036854775808.0, 1e300, -1e300,
        double.Epsilon, double.PositiveInfinity, double.NegativeInfinity];

    [Test]
    public void Numbers_are_in_the_order_of_their_values() => Prop.ForAll<long, long, double>((i, j, d) =>
    {
        long[] near = [i, j, i & 0xff, long.MaxValue - (j & 0xfff), long.MinValue + (j & 0xfff), (1L << 53) + (i & 0xff)];
        var values = near.Select(Integer).Concat(Edges.Append(double.IsNaN(d) ? 1.5 : d).Select(Number)).ToArray();
        foreach (var x in values)
        {
            foreach (var y in values)
            {
                var order = Math.Sign(Bytes(x).AsSpan().SequenceCompareTo(Bytes(y)));
                if (order != Compare(x, y)) return false;
            }
        }
        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Test]
    public void An_integer_is_read_as_it_was_written() => Prop.ForAll<long, byte>((i, shift) =>
    {
        var number = i << (shift & 63);
        return KeyCodec.TryRead(Bytes(Integer(number)), out var key, out _)
            && key.Type == LuaType.Integer && key.Integer == number;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Test]
    public void Of_any_bytes_those_that_are_a_key_are_what_it_is_written_as() => Prop.ForAll<byte[], bool>((bytes, number) =>
    {
        if (number && bytes.Length > 0) bytes[0] = Tag.KeyNumber;
        if (!KeyCodec.TryRead(bytes, out var key, out _) || key.Type == LuaType.Bytes) return true;
        return Bytes(key).AsSpan().SequenceEqual(bytes);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Test]
    public void Any_bytes_are_a_value_or_a_fault() => Prop.ForAll<byte[]>(bytes =>
    {
        byte[] value = [Tag.Version, .. bytes];
        try
        {
            var memory = new byte[ValueReader.Measure(value) + 8];
            fixed (byte* at = memory)
            {
                var read = ValueReader.Build(value, at);
                var again = new ByteBuffer();
                ValueWriter.Write(again, read, 1 << 20);
                return ValueReader.Measure(again.Written) > 0;
            }
        }
        catch (LuaFault fault)
        {
            return fault.Status == Status.Runtime;
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    private static LuaValue Integer(long number) => new() { Type = LuaType.Integer, Integer = number };

    private static LuaValue Number(double number) => new() { Type = LuaType.Number, Number = number };

    private static byte[] Bytes(LuaValue key) => KeyCodec.Write(key, new byte[KeyCodec.Maximum]).ToArray();

    private static int Compare(LuaValue x, LuaValue y)
    {
        if (x.Type == LuaType.Integer && y.Type == LuaType.Integer) return x.Integer.CompareTo(y.Integer);
        if (x.Type == LuaType.Number && y.Type == LuaType.Number) return x.Number == y.Number ? 0 : x.Number.CompareTo(y.Number);
        if (x.Type == LuaType.Number) return -Compare(y, x);
        if (y.Number >= 9223372036854775808.0) return -1;
        if (y.Number < -9223372036854775808.0) return 1;
        var floor = Math.Floor(y.Number);
        var order = x.Integer.CompareTo((long)floor);
        return order != 0 ? order : floor == y.Number ? 0 : -1;
    }
}
