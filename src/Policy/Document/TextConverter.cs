using System.Text;
using System.Text.Json;

namespace LuaVm.Policies.Document;

/// <summary>Text of a bounded length, in a form where there is one.</summary>
internal abstract class TextConverter(int most, Func<string, bool>? isForm = null, string? form = null)
    : LeafConverter<string>
{
    internal override string Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) throw Not(reader, form ?? "text");
        var text = reader.GetString()!;
        if (text.Length == 0) throw Fault(reader, $"empty text; expected {form ?? $"1 to {most} bytes"}");
        if (Encoding.UTF8.GetByteCount(text) > most) throw Fault(reader, $"longer than {most} bytes");
        if (text.Any(char.IsControl)) throw Fault(reader, $"{Wording.Quote(text)} has a control character in it");
        return isForm is null || isForm(text) ? text : throw Not(reader, form!);
    }
}

internal sealed class NameConverter() : TextConverter(4_096);

internal sealed class TenantConverter() : TextConverter(256);

internal sealed class HostConverter() : TextConverter(255, TextForm.IsHost, TextForm.Host);

internal sealed class AddressConverter() : TextConverter(64, TextForm.IsAddress, TextForm.Address)
{
    internal override string Read(ref Utf8JsonReader reader)
    {
        var text = base.Read(ref reader);
        return TextForm.RangeOf(text) is not { } range ? text
            : throw Fault(reader, $"{Wording.Quote(text)} has bits set after its prefix; the whole range is {range}");
    }
}

internal sealed class StoreUrlConverter() : TextConverter(4_096, TextForm.IsStoreUrl, TextForm.StoreUrl);

internal sealed class TableConverter() : TextConverter(128, TextForm.IsTable, TextForm.Table);

internal sealed class GroupNameConverter() : TextConverter(256, TextForm.IsGroup, TextForm.Group);
