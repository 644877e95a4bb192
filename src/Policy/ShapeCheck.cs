using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LuaVm.Policies.Document;

namespace LuaVm.Policies;

/// <summary>
/// Goes over a document before it is read: every key is known and there once, every object and array is where one may
/// be. Remembers where each value stands.
/// </summary>
internal ref struct ShapeCheck(ReadOnlySpan<byte> document)
{
    private const int StoreNameLongest = 128;

    private readonly Dictionary<string, int> _places = [];
    private Utf8JsonReader _reader = new(document);

    /// <summary>Throws <see cref="PolicyFault"/>; for what is no JSON, <see cref="JsonException"/>.</summary>
    /// <returns>Offsets by path, such as "http.hosts[0].ports".</returns>
    internal Dictionary<string, int> Run(JsonTypeInfo type)
    {
        Next();
        Value(type, "");
        _reader.Read(); // nothing may follow: the reader throws
        return _places;
    }

    private void Value(JsonTypeInfo type, string path)
    {
        _places[path] = Offset;
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                Begin(path, "an object");
                Members(type, path);
                break;
            case JsonTypeInfoKind.Dictionary:
                Begin(path, "an object of stores by their names");
                Entries(type.Options.GetTypeInfo(type.ElementType!), path);
                break;
            default:
                throw new InvalidOperationException($"{type.Type} is read by no converter of a policy");
        }
    }

    private void Leaf(IMixedList? mixed, string path)
    {
        _places[path] = Offset;
        if (mixed is null || _reader.TokenType != JsonTokenType.StartArray)
        {
            Skip();
            return;
        }
        for (var i = 0; Next() && _reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (_reader.TokenType == JsonTokenType.StartObject) Value(mixed.ItemType, $"{path}[{i}]");
            else Item($"{path}[{i}]");
        }
    }

    private void Item(string path)
    {
        _places[path] = Offset;
        Skip();
    }

    private void Members(JsonTypeInfo type, string path)
    {
        var at = Offset;
        var seen = new HashSet<string>();
        while (Next() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var key = _reader.GetString()!;
            var property = type.Properties.FirstOrDefault(known => known.Name == key) ?? throw Unknown(key, type, path);
            Once(seen, key);
            Next();
            var its = path.Length == 0 ? key : $"{path}.{key}";
            if (property.CustomConverter is { } converter) Leaf(converter as IMixedList, its);
            else Value(type.Options.GetTypeInfo(property.PropertyType), its);
        }
        var missing = type.Properties.FirstOrDefault(known => known.IsRequired && !seen.Contains(known.Name));
        if (missing is not null) throw new PolicyFault(at, $"{Where(path)}'{missing.Name}' is missing; it is required");
    }

    private void Entries(JsonTypeInfo element, string path)
    {
        var seen = new HashSet<string>();
        while (Next() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var key = _reader.GetString()!;
            if (_reader.ValueSpan.Length is 0 or > StoreNameLongest || key.Any(char.IsControl))
                throw Fault($"{Wording.Quote(key)} is not a name of 1 to {StoreNameLongest} bytes without control characters");
            Once(seen, key);
            Next();
            Value(element, $"{path}.{key}");
        }
    }

    private readonly void Begin(string path, string form)
    {
        if (_reader.TokenType != JsonTokenType.StartObject) throw Fault($"{Where(path)}{Wording.Of(_reader)} is not {form}");
    }

    private readonly void Once(HashSet<string> seen, string key)
    {
        if (!seen.Add(key)) throw Fault($"{Wording.Quote(key)} is there twice");
    }

    private readonly PolicyFault Unknown(string key, JsonTypeInfo type, string path)
    {
        var names = type.Properties.Select(known => known.Name).ToList();
        var suggestion = Wording.Suggest(key, names);
        return Fault(suggestion.Length > 0
            ? $"{Where(path)}unknown key {Wording.Quote(key)}{suggestion}"
            : $"{Where(path)}unknown key {Wording.Quote(key)}; there are {string.Join(", ", names)}");
    }

    /// <summary>Behind a value, whatever it holds.</summary>
    private void Skip()
    {
        for (var depth = _reader.CurrentDepth; ;)
        {
            if (_reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject)
                && _reader.CurrentDepth == depth)
            {
                return;
            }
            Next();
        }
    }

    private bool Next()
    {
        if (!_reader.Read()) return false;
        if (_reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && _reader.ValueIsEscaped) CheckEscapes();
        return true;
    }

    /// <summary>Half of a surrogate pair is JSON, but no text.</summary>
    private readonly void CheckEscapes()
    {
        try
        {
            _reader.GetString();
        }
        catch (InvalidOperationException)
        {
            throw Fault("this text holds half of a surrogate pair (\\uD800 to \\uDFFF)");
        }
    }

    private readonly int Offset => (int)_reader.TokenStartIndex;

    private readonly PolicyFault Fault(string message) => new(Offset, message);

    private static string Where(string path) => path.Length == 0 ? "" : $"{path}: ";
}
