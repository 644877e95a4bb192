using System.Text.Json;

namespace LuaVm.Policies.Document;

/// <summary>true or false.</summary>
internal sealed class FlagConverter : LeafConverter<bool>
{
    internal override bool Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Not(reader, "true or false"),
    };
}
