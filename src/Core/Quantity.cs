using System.Globalization;

namespace LuaVm.Core;

/// <summary>Byte sizes and durations as people write and read them.</summary>
public static class Quantity
{
    public const ulong Unlimited = ulong.MaxValue;

    private static readonly (string Unit, ulong Factor)[] Sizes =
    [
        ("GiB", 1UL << 30), ("MiB", 1UL << 20), ("KiB", 1UL << 10),
        ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000), ("B", 1),
    ];

    private static readonly (string Unit, ulong Factor)[] Durations =
        [("ms", 1), ("min", 60_000), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>"8 MiB" where that is exact, else the number of bytes.</summary>
    public static string Bytes(ulong bytes)
    {
        foreach (var (unit, factor) in Sizes.AsSpan(0, 3))
        {
            if (bytes >= factor && bytes % factor == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{bytes / factor} {unit}");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes");
    }

    public static string Milliseconds(ulong ms) => string.Create(CultureInfo.InvariantCulture, $"{ms} ms");

    public static string Count(ulong count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0}");

    /// <summary>"32MiB", "1.5 GiB", "65536" (bytes), "unlimited".</summary>
    public static bool TryParseBytes(string text, out ulong bytes) => TryParse(text, Sizes, 1, out bytes);

    /// <summary>"300ms", "1.5s", "2min", "5" (seconds), "unlimited"; the result is in milliseconds.</summary>
    public static bool TryParseMilliseconds(string text, out ulong ms) => TryParse(text, Durations, 1_000, out ms);

    /// <summary>"1000000", "1_000_000", "1e9", "unlimited".</summary>
    public static bool TryParseCount(string text, out ulong count) =>
        TryParse(WithoutGaps(text), [], 1, out count);

    /// <summary>Without the underscores that stand between two digits.</summary>
    private static string WithoutGaps(string text) =>
        string.Concat(text.Where((c, i) => c != '_' || i == 0 || i + 1 == text.Length
            || !char.IsAsciiDigit(text[i - 1]) || !char.IsAsciiDigit(text[i + 1])));

    private static bool TryParse(string text, (string Unit, ulong Factor)[] units, ulong bare, out ulong value)
    {
        value = Unlimited;
        text = text.Trim();
        if (text.Equals("unlimited", StringComparison.OrdinalIgnoreCase)) return true;
        var factor = bare;
        foreach (var (unit, its) in units)
        {
            if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) continue;
            factor = its;
            text = text[..^unit.Length].TrimEnd();
            break;
        }
        return TryScale(text, factor, out value);
    }

    private static bool TryScale(string number, ulong factor, out ulong value)
    {
        value = 0;
        if (ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
        {
            if (whole > Unlimited / factor) return false;
            value = whole * factor;
            return value < Unlimited;
        }
        const NumberStyles Styles = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!decimal.TryParse(number, Styles, CultureInfo.InvariantCulture, out var real)) return false;
        if (real > 9e18m / factor) return false;
        value = (ulong)decimal.Ceiling(real * factor);
        return true;
    }
}
