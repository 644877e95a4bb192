using System.Buffers;
using System.Globalization;
using System.Text.Json;
using LuaVm.Store.Encoding;

namespace LuaVm.Store.Documents;

/// <summary>Encodes values that <see cref="ValueText"/> has written. What is none of them is a <see cref="FormatException"/>
/// or a <see cref="JsonException"/>.</summary>
internal static class ValueTextReader
{
    /// <summary>Appends the value that the reader stands on, without the version in front; the reader ends on its last token.</summary>
    public static void Read(ref Utf8JsonReader json, ByteBuffer to) => Read(ref json, to, 0);

    private static void Read(ref Utf8JsonReader json, ByteBuffer to, int depth)
    {
        if (depth > ValueWriter.DepthMaximum) throw new FormatException("it is nested too deep");
        switch (json.TokenType)
        {
            case JsonTokenType.True or JsonTokenType.False:
                to.Put(json.TokenType == JsonTokenType.True ? Tag.True : Tag.False);
                break;
            case JsonTokenType.Number:
                ReadNumber(json, to);
                break;
            case JsonTokenType.String:
                PutText(json, to);
                break;
            case JsonTokenType.StartArray:
                ReadItems(ref json, to, pairs: 0, depth);
                break;
            case JsonTokenType.StartObject:
                ReadObject(ref json, to, depth);
                break;
            default:
                throw new FormatException("null is no value");
        }
    }

    private static void ReadNumber(in Utf8JsonReader json, ByteBuffer to)
    {
        var text = json.ValueSpan;
        if (text.ContainsAny((byte)'.', (byte)'e', (byte)'E'))
        {
            PutNumber(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), to);
            return;
        }
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            throw new FormatException("a number is beyond the integers; a float has a '.' or an exponent");
        ValueWriter.PutInteger(to, integer);
    }

    private static void PutNumber(double number, ByteBuffer to)
    {
        to.Put(Tag.Number);
        to.PutDouble(number);
    }

    private static void PutText(in Utf8JsonReader json, ByteBuffer to)
    {
        if (!json.ValueIsEscaped)
        {
            ValueWriter.PutBytes(to, json.ValueSpan);
            return;
        }
        var room = ArrayPool<byte>.Shared.Rent(json.ValueSpan.Length);
        try
        {
            ValueWriter.PutBytes(to, room.AsSpan(0, json.CopyString(room)));
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("a string holds half of a pair of surrogates");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    private static void ReadItems(ref Utf8JsonReader json, ByteBuffer to, int pairs, int depth)
    {
        to.Put(Tag.Table);
        to.PutVarint((ulong)Count(json, JsonTokenType.EndArray));
        to.PutVarint((ulong)pairs);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray) Read(ref json, to, depth + 1);
    }

    private static void ReadObject(ref Utf8JsonReader json, ByteBuffer to, int depth)
    {
        var first = json;
        first.Read();
        if (first.TokenType == JsonTokenType.EndObject || !first.ValueSpan.StartsWith("$"u8))
        {
            ReadPlain(ref json, to, depth);
            return;
        }
        json.Read();
        var name = json.GetString();
        json.Read();
        switch (name)
        {
            case ValueText.Bytes when json.TokenType == JsonTokenType.String && json.TryGetBytesFromBase64(out var bytes):
                ValueWriter.PutBytes(to, bytes);
                break;
            case ValueText.Number when json.TokenType == JsonTokenType.String:
                PutNumber(Named(json.GetString()), to);
                break;
            case ValueText.Items when json.TokenType == JsonTokenType.StartArray:
                var items = Count(json, JsonTokenType.EndArray);
                ReadItems(ref json, to, CountPairs(json), depth);
                json.Read(); // its name
                json.Read();
                ReadPairs(ref json, to, new TableKeys(items), depth);
                break;
            case ValueText.Pairs when json.TokenType == JsonTokenType.StartArray:
                to.Put(Tag.Table);
                to.PutVarint(0);
                to.PutVarint((ulong)Count(json, JsonTokenType.EndArray));
                ReadPairs(ref json, to, new TableKeys(items: 0), depth);
                break;
            default:
                throw new FormatException($"an object begins with {Shown(name)}, which is no form of a value");
        }
        json.Read();
        if (json.TokenType != JsonTokenType.EndObject) throw new FormatException($"there is more in the object of {Shown(name)}");
    }

    private static void ReadPlain(ref Utf8JsonReader json, ByteBuffer to, int depth)
    {
        to.Put(Tag.Table);
        to.PutVarint(0);
        to.PutVarint((ulong)Count(json, JsonTokenType.EndObject) / 2);
        var keys = new TableKeys(items: 0);
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            var begun = to.Length;
            PutText(json, to);
            keys.Add(to.Written[begun..]);
            json.Read();
            Read(ref json, to, depth + 1);
        }
    }

    private static void ReadPairs(ref Utf8JsonReader json, ByteBuffer to, TableKeys keys, int depth)
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartArray || Count(json, JsonTokenType.EndArray) != 2)
                throw new FormatException($"an entry of {ValueText.Pairs} is no [key, value]");
            json.Read();
            var begun = to.Length;
            Read(ref json, to, depth + 1);
            keys.Add(to.Written[begun..]);
            json.Read();
            Read(ref json, to, depth + 1);
            json.Read();
        }
    }

    /// <summary>Of the array behind the one that the reader stands on, which are in one object.</summary>
    private static int CountPairs(Utf8JsonReader json)
    {
        json.Skip();
        json.Read();
        if (json.TokenType != JsonTokenType.PropertyName || !json.ValueTextEquals(ValueText.Pairs))
            throw new FormatException($"{ValueText.Items} is not followed by {ValueText.Pairs}");
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray) throw new FormatException($"{ValueText.Pairs} is no array");
        return Count(json, JsonTokenType.EndArray);
    }

    /// <summary>Values in the array, or names and values in the object, that the reader stands on.</summary>
    private static int Count(Utf8JsonReader json, JsonTokenType end)
    {
        var count = 0;
        for (json.Read(); json.TokenType != end; json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName) json.Skip();
            count++;
        }
        return count;
    }

    private static double Named(string? text) => text switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => throw new FormatException($"{ValueText.Number} is none of nan, inf and -inf"),
    };

    private static string Shown(string? name) =>
        name is { Length: <= 32 } ? $"\"{string.Concat(name.Select(static c => char.IsControl(c) ? '?' : c))}\"" : "a long name";
}
