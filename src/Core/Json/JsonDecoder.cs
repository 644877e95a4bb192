using System.Globalization;
using System.Text.Json;
using LuaVm.Core.Services;
using LuaVm.Interop;

namespace LuaVm.Core.Json;

/// <summary>JSON as Lua values, in the memory of a call's answer.</summary>
public unsafe ref struct JsonDecoder
{
    private const int BetweenLooks = 1_024; // tokens between two looks for a kill

    private readonly ServiceHost _host;
    private readonly LuaValue _null;
    private readonly ChargedBuffer _values; // of tables that are not closed: items; keys and values
    private readonly byte* _text;
    private ReplyMemory _memory;
    private Utf8JsonReader _reader;
    private fixed int _begun[JsonEncoder.DepthMaximum]; // where in _values each of them begins

    private JsonDecoder(ServiceCall call, ChargedBuffer values, byte* text, int length, in LuaValue none)
    {
        (_host, _null, _values) = (call.Host, none, values);
        _text = text;
        _memory = new ReplyMemory(call);
        _reader = new Utf8JsonReader(new ReadOnlySpan<byte>(text, length), new JsonReaderOptions { MaxDepth = JsonEncoder.DepthMaximum + 1 });
    }

    /// <summary>Returns a document's value from a call. Throws <see cref="LuaFault"/> (runtime) with line and column.</summary>
    /// <param name="call">Answers with it.</param>
    /// <param name="text">Lasts until the answer has been read; strings may point into it.</param>
    /// <param name="length">Bytes of it.</param>
    /// <param name="none">Stands for null.</param>
    public static LuaValue Decode(ref ServiceCall call, byte* text, int length, in LuaValue none)
    {
        var bytes = new ReadOnlySpan<byte>(text, length);
        call.Host.Spend(length / 16 + 1);
        if (!System.Text.Unicode.Utf8.IsValid(bytes)) throw new LuaFault(Status.Runtime, "the text is not UTF-8");
        var values = new ChargedBuffer(call.Host);
        try
        {
            return new JsonDecoder(call, values, text, length, none).Document();
        }
        finally
        {
            values.Free();
        }
    }

    private LuaValue Document()
    {
        try
        {
            for (var count = 1; _reader.Read(); count++)
            {
                Token();
                if (count % BetweenLooks == 0) _host.Look();
            }
            return *(LuaValue*)_values.Data;
        }
        catch (JsonException e)
        {
            throw Refused("bad JSON", e.LineNumber ?? 0, e.BytePositionInLine ?? 0);
        }
        catch (InvalidOperationException)
        {
            var before = new ReadOnlySpan<byte>(_text, (int)_reader.TokenStartIndex);
            throw Refused("a string holds half of a pair of surrogates", before.Count((byte)'\n'), before.Length - 1 - before.LastIndexOf((byte)'\n'));
        }
    }

    private void Token()
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartArray or JsonTokenType.StartObject:
                if (_reader.CurrentDepth >= JsonEncoder.DepthMaximum)
                    throw new LuaFault(Status.Runtime, $"it is nested deeper than {JsonEncoder.DepthMaximum}");
                _begun[_reader.CurrentDepth] = _values.Length;
                break;
            case JsonTokenType.EndArray:
                Add(Array(_begun[_reader.CurrentDepth]));
                break;
            case JsonTokenType.EndObject:
                Add(Object(_begun[_reader.CurrentDepth]));
                break;
            case JsonTokenType.PropertyName or JsonTokenType.String:
                Add(String());
                break;
            case JsonTokenType.Number:
                Add(Number());
                break;
            case JsonTokenType.True or JsonTokenType.False:
                Add(new LuaValue { Type = LuaType.Boolean, Integer = _reader.TokenType == JsonTokenType.True ? 1 : 0 });
                break;
            default:
                Add(_null);
                break;
        }
    }

    private readonly void Add(in LuaValue value)
    {
        fixed (LuaValue* bytes = &value) _values.Append(new ReadOnlySpan<byte>(bytes, sizeof(LuaValue)));
    }

    private LuaValue Array(int begun)
    {
        var count = (_values.Length - begun) / sizeof(LuaValue);
        var made = _memory.Table(count, 0, out var table);
        new ReadOnlySpan<LuaValue>(_values.Data + begun, count).CopyTo(new Span<LuaValue>(table->Items, count));
        _values.Truncate(begun);
        return made;
    }

    private LuaValue Object(int begun)
    {
        var count = (_values.Length - begun) / sizeof(LuaPair);
        var made = _memory.Table(0, count, out var table);
        new ReadOnlySpan<LuaPair>(_values.Data + begun, count).CopyTo(new Span<LuaPair>(table->Pairs, count));
        _values.Truncate(begun);
        return made;
    }

    private LuaValue String()
    {
        var span = _reader.ValueSpan;
        var at = (int)_reader.TokenStartIndex + 1;
        if (!_reader.ValueIsEscaped) return _memory.Point(_text + at, span.Length);
        var data = _memory.Take((nuint)span.Length + 1);
        return _memory.Point(data, _reader.CopyString(new Span<byte>(data, span.Length)));
    }

    /// <summary>An integer where it is written as one and fits, as in Lua.</summary>
    private readonly LuaValue Number()
    {
        var text = _reader.ValueSpan;
        if (!text.ContainsAny((byte)'.', (byte)'e', (byte)'E') && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return new LuaValue { Type = LuaType.Integer, Integer = whole };
        var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return new LuaValue { Type = LuaType.Number, Number = number };
    }

    private static LuaFault Refused(string what, long line, long column) =>
        new(Status.Runtime, string.Create(CultureInfo.InvariantCulture, $"{what} at line {line + 1}, column {column + 1}"));
}
