using System.Text;

namespace LuaVm.Client.Tests;

/// <summary>A value made of choices, so that FsCheck makes it small where something fails. Collections refer to one another
/// at will: shared, cyclic, with holes, with keys of every kind.</summary>
internal sealed class RandomValue
{
    private static readonly long[] Integers =
        [0, 1, -1, 2, 3, 255, 256, long.MinValue, long.MaxValue, 1L << 53, (1L << 53) + 1, -(1L << 53) - 1, int.MaxValue, 1L << 32];

    private static readonly double[] Numbers =
        [0.0, -0.0, 1.0, 2.0, 0.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue,
         9007199254740993.0, 9223372036854775808.0, -9223372036854775808.0, 1e300];

    private static readonly object[] Strings =
        ["", "1", "2", "nil", "Straße", "日本", "a\0b", "\u0000", new string('x', 40), new string('y', 2000), "\uFFFD", "\U0001F600",
         new byte[] { 0xFF }, new byte[] { 0xC3 }, new byte[] { 0, 0xFE, 0 }, new byte[] { 0xED, 0xA0, 0x80 }, new byte[5000]];

    private readonly int[] choices;
    private readonly object[] tables;
    private int next;

    private RandomValue(int[] choices)
    {
        this.choices = choices;
        tables = new object[1 + Choose(6)];
        for (var i = 0; i < tables.Length; i++)
            tables[i] = Choose(2) == 0 ? new List<object?>() : new Dictionary<object, object?>(new Keys());
        foreach (var table in tables)
        {
            for (var left = Choose(8); left > 0; left--)
                if (table is List<object?> list) list.Add(Any());
                else if (Any() is { } key and not double.NaN) ((Dictionary<object, object?>)table)[key] = Any();
        }
    }

    public static object? Table(int[] choices) => new RandomValue(choices).tables[0];

    public static object? Scalar(int[] choices) => new RandomValue(choices).Any(tablesToo: false);

    private object? Any(bool tablesToo = true) => Choose(tablesToo ? 12 : 9) switch
    {
        0 => null,
        1 => Choose(2) == 0,
        2 => Integers[Choose(Integers.Length)],
        3 => (long)Raw() << 32 | (uint)Raw(),
        4 => Numbers[Choose(Numbers.Length)],
        5 => BitConverter.Int64BitsToDouble((long)Raw() << 32 | (uint)Raw()),
        6 => Strings[Choose(Strings.Length)],
        7 => Encoding.UTF8.GetString(BitConverter.GetBytes(Raw())),
        8 => BitConverter.GetBytes(Raw()),
        _ => tables[Choose(tables.Length)],
    };

    private int Choose(int count) => (int)((uint)Raw() % (uint)count);

    private int Raw() => next < choices.Length ? choices[next++] : 0;

    /// <summary>Keys as .NET has them: what Lua finds equal may be there twice.</summary>
    private sealed class Keys : IEqualityComparer<object>
    {
        public new bool Equals(object? x, object? y) => x is byte[] a && y is byte[] b ? a.AsSpan().SequenceEqual(b)
            : x?.GetType().IsValueType == true || x is string ? object.Equals(x, y) : ReferenceEquals(x, y);

        public int GetHashCode(object key) => key is byte[] bytes ? bytes.Length
            : key.GetType().IsValueType || key is string ? key.GetHashCode()
            : System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key);
    }
}
