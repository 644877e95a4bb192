using System.Text;
using System.Text.Json;
using LuaVm.Core;

namespace LuaVm.Policies.Document;

/// <summary>"32MiB", "5s", 1e9: as on the command line; a bare number is bytes, seconds or a count.</summary>
internal abstract class QuantityConverter(QuantityKind kind, ulong least, ulong most) : LeafConverter<ulong>
{
    internal override ulong Read(ref Utf8JsonReader reader)
    {
        if (!TryRead(reader, out var value)) throw Not(reader, Form);
        if (value < least) throw Fault(reader, $"{Wording.Of(reader)} is below the least, {Show(least)}");
        if (value > most) throw Fault(reader, $"{Wording.Of(reader)} is above the most, {Show(most)}");
        return value;
    }

    private string Form => most == Quantity.Unlimited ? $"{kind.Form}, or 'unlimited'" : kind.Form;

    private bool TryRead(in Utf8JsonReader reader, out ulong value)
    {
        value = 0;
        if (reader.TokenType == JsonTokenType.Number)
            return kind.TryRead(Encoding.UTF8.GetString(reader.ValueSpan), out value);
        if (reader.TokenType != JsonTokenType.String) return false;
        var text = reader.GetString()!;
        // The number parser of .NET overlooks NUL at the end of a number, and white space is more than blanks.
        return text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && kind.TryRead(text, out value);
    }

    private string Show(ulong value) =>
        kind == QuantityKind.Size ? Quantity.Bytes(value)
        : kind == QuantityKind.Duration ? Quantity.Milliseconds(value)
        : Quantity.Count(value);
}

internal sealed class SizeConverter() : QuantityConverter(QuantityKind.Size, 1, Quantity.Unlimited);

internal sealed class MemoryConverter() : QuantityConverter(QuantityKind.Size, Limits.MemoryMin, Quantity.Unlimited);

/// <summary>Of one message or body: 1 GiB at most.</summary>
internal sealed class BodyConverter() : QuantityConverter(QuantityKind.Size, 1, 1UL << 30);

internal sealed class DurationConverter() : QuantityConverter(QuantityKind.Duration, 1, Quantity.Unlimited);

/// <summary>Of one request: a day at most.</summary>
internal sealed class TimeoutConverter() : QuantityConverter(QuantityKind.Duration, 1, 86_400_000);

internal sealed class CountConverter() : QuantityConverter(QuantityKind.Count, 1, Quantity.Unlimited);
