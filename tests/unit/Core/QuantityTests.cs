using LuaVm.Core;

namespace LuaVm.Tests.Core;

internal sealed class QuantityTests
{
    [TestCase("65536", 65_536UL)]
    [TestCase("32MiB", 33_554_432UL)]
    [TestCase("32 mib", 33_554_432UL)]
    [TestCase("1.5 KiB", 1_536UL)]
    [TestCase("2GB", 2_000_000_000UL)]
    [TestCase("7B", 7UL)]
    [TestCase("0.1B", 1UL)]
    [TestCase("unlimited", ulong.MaxValue)]
    public void Sizes_are_read_with_their_unit(string text, ulong bytes)
    {
        Assert.That(Quantity.TryParseBytes(text, out var read), Is.True);
        Assert.That(read, Is.EqualTo(bytes));
    }

    [TestCase("300ms", 300UL)]
    [TestCase("1s", 1_000UL)]
    [TestCase("1.5s", 1_500UL)]
    [TestCase("5", 5_000UL)]
    [TestCase("2min", 120_000UL)]
    [TestCase("2m", 120_000UL)]
    [TestCase("1h", 3_600_000UL)]
    [TestCase("0.0001s", 1UL)]
    public void Durations_are_read_as_milliseconds(string text, ulong ms)
    {
        Assert.That(Quantity.TryParseMilliseconds(text, out var read), Is.True);
        Assert.That(read, Is.EqualTo(ms));
    }

    [TestCase("1000000", 1_000_000UL)]
    [TestCase("1_000_000", 1_000_000UL)]
    [TestCase("1e9", 1_000_000_000UL)]
    public void Counts_may_be_grouped_or_scientific(string text, ulong count)
    {
        Assert.That(Quantity.TryParseCount(text, out var read), Is.True);
        Assert.That(read, Is.EqualTo(count));
    }

    [TestCase("")]
    [TestCase("MiB")]
    [TestCase("-1")]
    [TestCase("-1MiB")]
    [TestCase("1e400")]
    [TestCase("nan")]
    [TestCase("18446744073709551615")]
    [TestCase("18446744073709551616")]
    [TestCase("99999999999999999GiB")]
    [TestCase("1 2")]
    [TestCase("0x10")]
    public void Nonsense_and_overflow_are_refused(string text)
    {
        Assert.That(Quantity.TryParseBytes(text, out _), Is.False);
    }

    [TestCase(8UL << 20, "8 MiB")]
    [TestCase(65_536UL, "64 KiB")]
    [TestCase(1UL << 31, "2 GiB")]
    [TestCase(5_000UL, "5,000 bytes")]
    [TestCase(1_536UL, "1,536 bytes")]
    public void Sizes_are_written_for_people(ulong bytes, string text)
    {
        Assert.That(Quantity.Bytes(bytes), Is.EqualTo(text));
    }
}
