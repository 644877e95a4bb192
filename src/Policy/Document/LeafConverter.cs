using System.Text.Json;
using System.Text.Json.Serialization;

namespace LuaVm.Policies.Document;

/// <summary>Reads a value that has no keys of its own, or says what it may be.</summary>
internal abstract class LeafConverter<T> : JsonConverter<T>
{
    public sealed override bool HandleNull => true;

    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader);

    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        throw new NotSupportedException();

    internal abstract T Read(ref Utf8JsonReader reader);

    protected static PolicyFault Fault(in Utf8JsonReader reader, string message) =>
        new((int)reader.TokenStartIndex, message);

    /// <param name="reader">At the value.</param>
    /// <param name="allowed">"a size such as 32MiB".</param>
    protected static PolicyFault Not(in Utf8JsonReader reader, string allowed) =>
        Fault(reader, $"{Wording.Of(reader)} is not {allowed}");
}
