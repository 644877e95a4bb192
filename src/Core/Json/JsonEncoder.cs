using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LuaVm.Core.Services;
using LuaVm.Interop;

namespace LuaVm.Core.Json;

/// <summary>Lua values as JSON.</summary>
public sealed unsafe class JsonEncoder
{
    /// <summary>Deepest nesting, both ways.</summary>
    public const int DepthMaximum = 64;

    private const int BetweenLooks = 1_024; // values between two looks for a kill
    private const int FlushBytes = 4_096;

    private readonly ServiceHost _host;
    private readonly Utf8JsonWriter _writer;
    private int _count;

    private JsonEncoder(ServiceHost host, ChargedBuffer output, bool indented)
    {
        _host = host;
        _writer = new Utf8JsonWriter(output, new JsonWriterOptions
        {
            Indented = indented,
            MaxDepth = DepthMaximum + 1,
            SkipValidation = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
    }

    /// <summary>
    /// Appends a value: a sequence as an array, any other table with strings for keys as an object, {} too. Throws
    /// <see cref="LuaFault"/> (runtime) for what JSON cannot say.
    /// </summary>
    public static void Encode(ServiceHost host, in LuaValue value, bool indented, ChargedBuffer output)
    {
        var encoder = new JsonEncoder(host, output, indented);
        encoder.Write(value, 0);
        encoder._writer.Flush();
        host.Spend(output.Length / 16 + 1);
    }

    private void Write(in LuaValue value, int depth)
    {
        Look();
        switch (value.Type)
        {
            case LuaType.Nil:
                _writer.WriteNullValue();
                break;
            case LuaType.Boolean:
                _writer.WriteBooleanValue(value.Integer != 0);
                break;
            case LuaType.Integer:
                _writer.WriteNumberValue(value.Integer);
                break;
            case LuaType.Number:
                WriteNumber(value.Number);
                break;
            case LuaType.Bytes:
                _writer.WriteStringValue(Text(value));
                break;
            case LuaType.Table:
                if (depth == DepthMaximum) throw Refused($"a table is nested deeper than {DepthMaximum}, or contains itself");
                WriteTable(value.Table, depth + 1);
                break;
            case LuaType.Userdata when _host.Is(value, JsonNull.Class):
                _writer.WriteNullValue();
                break;
            default:
                throw Refused($"a {value.Type.ToString().ToLowerInvariant()} has no form in JSON");
        }
    }

    private void WriteTable(LuaTable* table, int depth)
    {
        if (table->ItemCount > 0)
        {
            if (table->PairCount > 0) throw Refused("a table has other keys besides 1 to #t; it is neither an array nor an object");
            _writer.WriteStartArray();
            for (nuint i = 0; i < table->ItemCount; i++) Write(table->Items[i], depth);
            _writer.WriteEndArray();
            return;
        }
        _writer.WriteStartObject();
        for (nuint i = 0; i < table->PairCount; i++)
        {
            var pair = table->Pairs + i;
            if (pair->Key.Type != LuaType.Bytes) throw Refused("a table has a key that is neither a string nor part of a sequence from 1");
            _writer.WritePropertyName(Text(pair->Key));
            Write(pair->Value, depth);
        }
        _writer.WriteEndObject();
    }

    /// <summary>So that it comes back as it was: a float stays one.</summary>
    private void WriteNumber(double number)
    {
        if (!double.IsFinite(number)) throw Refused("a number is infinite, or not a number");
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        if (text.AsSpan().ContainsAnyExcept("-0123456789")) _writer.WriteRawValue(text, skipInputValidation: true);
        else _writer.WriteRawValue(text + ".0", skipInputValidation: true);
    }

    private static ReadOnlySpan<byte> Text(in LuaValue value)
    {
        var bytes = value.Bytes->Span;
        return System.Text.Unicode.Utf8.IsValid(bytes) ? bytes : throw Refused("a string is not UTF-8");
    }

    private void Look()
    {
        if (_writer.BytesPending > FlushBytes) _writer.Flush();
        if (++_count % BetweenLooks == 0) _host.Look();
    }

    private static LuaFault Refused(string what) => new(Status.Runtime, what);
}
