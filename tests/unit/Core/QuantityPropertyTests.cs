using System.Globalization;
using System.Numerics;
using LuaVm.Core;

namespace LuaVm.Tests.Core;

/// <summary>Quantities at random, the same ones in every run, against exact arithmetic.</summary>
internal sealed class QuantityPropertyTests
{
    private const int Rounds = 20_000;

    private static readonly (string Unit, ulong Factor)[] Sizes =
    [
        ("", 1), ("B", 1), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000),
        ("KiB", 1UL << 10), ("MiB", 1UL << 20), ("GiB", 1UL << 30),
    ];

    private static readonly (string Unit, ulong Factor)[] Durations =
        [("", 1_000), ("ms", 1), ("s", 1_000), ("m", 60_000), ("min", 60_000), ("h", 3_600_000)];

    private delegate bool Parser(string text, out ulong value);

    [Test]
    public void Any_text_is_read_or_refused()
    {
        var random = new Random(1);
        const string Alphabet = "0123456789..eE+-_ \tKkMmGgiIBbshn\0\u0661,xXunlimted";
        foreach (var parser in new Parser[]
            { Quantity.TryParseBytes, Quantity.TryParseMilliseconds, Quantity.TryParseCount })
        {
            for (var round = 0; round < Rounds; round++)
            {
                var text = string.Concat(random.GetItems<char>(Alphabet, random.Next(12)));
                var read = parser(text, out var value);
                var digit = text.AsSpan().IndexOfAnyInRange('0', '9') >= 0;
                Assert.That(!read || digit, Is.True, text);
                Assert.That(!read || value < Quantity.Unlimited, Is.True, text);
            }
        }
    }

    [Test]
    public void Whole_sizes_are_exact_or_refused() => WholeNumbers(2, Sizes, Quantity.TryParseBytes);

    [Test]
    public void Whole_durations_are_exact_or_refused() => WholeNumbers(3, Durations, Quantity.TryParseMilliseconds);

    [Test]
    public void Fractions_of_sizes_are_rounded_up_once() => Fractions(4, Sizes, Quantity.TryParseBytes);

    [Test]
    public void Fractions_of_durations_are_rounded_up_once() => Fractions(5, Durations, Quantity.TryParseMilliseconds);

    [Test]
    public void What_is_written_reads_back()
    {
        var random = new Random(6);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = (ulong)random.NextInt64(1, long.MaxValue) >> random.Next(63);
            var text = Quantity.Bytes(bytes).Replace(",", "", StringComparison.Ordinal)
                .Replace(" bytes", "", StringComparison.Ordinal);
            Assert.That(Quantity.TryParseBytes(text, out var read), Is.True, text);
            Assert.That(read, Is.EqualTo(bytes), text);
        }
    }

    private static void WholeNumbers(int seed, (string Unit, ulong Factor)[] units, Parser parser)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var (unit, factor) = units[random.Next(units.Length)];
            var number = (ulong)random.NextInt64() * 2 >> random.Next(64);
            var text = Dress(random, number.ToString(CultureInfo.InvariantCulture), unit);
            var exact = (BigInteger)number * factor;
            var read = parser(text, out var value);
            Assert.That(read, Is.EqualTo(exact < Quantity.Unlimited), text);
            if (read) Assert.That((BigInteger)value, Is.EqualTo(exact), text);
        }
    }

    private static void Fractions(int seed, (string Unit, ulong Factor)[] units, Parser parser)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var (unit, factor) = units[random.Next(units.Length)];
            var digits = random.Next(1, 7);
            var scale = BigInteger.Pow(10, digits);
            BigInteger mantissa = random.Next(1, 100_000_000);
            var fraction = (mantissa % scale).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
            var text = Dress(random, $"{mantissa / scale}.{fraction}", unit);
            var exact = (mantissa * factor + scale - 1) / scale;
            Assert.That(parser(text, out var value), Is.True, text);
            Assert.That((BigInteger)value, Is.EqualTo(exact), text);
        }
    }

    private static string Dress(Random random, string number, string unit)
    {
        var space = new string(' ', random.Next(2));
        unit = random.Next(2) == 0 ? unit : unit.ToUpperInvariant();
        return $"{space}{number}{space}{unit}{space}";
    }
}
