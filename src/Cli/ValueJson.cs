using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using LuaVm.Interop;

namespace LuaVm.Cli;

/// <summary>
/// Lua values as JSON. Integers and floats stay apart (1 and 1.0); NaN and infinities are the strings "nan", "inf" and
/// "-inf"; strings that are not UTF-8 are {"$bytes": base64}. A sequence is an array, any other table an object with
/// its keys as text, sorted; where two keys have the same text, or a key has none, it is {"$pairs": [[key, value], …]}.
/// Values without a form are {"$type": name}. A table inside itself is {"$ref": number}, and so is one met again once
/// <see cref="RepeatBudget"/> values have been written: tables can be shared so that writing each place out would
/// never end. Nesting costs no C stack.
/// </summary>
internal static unsafe class ValueJson
{
    internal const int RepeatBudget = 1_000_000;

    internal static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = int.MaxValue,
        SkipValidation = true,
    };

    internal static void Write(Stream output, in LuaValue value)
    {
        using var json = new Utf8JsonWriter(output, Options);
        Write(json, value);
    }

    internal static void Write(Utf8JsonWriter json, in LuaValue value)
    {
        var open = new Stack<TableCursor>();
        var onPath = new HashSet<ulong>();
        var seen = new HashSet<ulong>();
        long written = 0;
        Begin(value);
        while (open.TryPeek(out var cursor))
        {
            if (cursor.Next(json, out var next))
            {
                Begin(next);
                continue;
            }
            cursor.End(json);
            onPath.Remove(cursor.Id);
            open.Pop();
        }

        void Begin(in LuaValue next)
        {
            written++;
            if (next.Type != LuaType.Table)
            {
                WriteScalar(json, next);
            }
            else if (onPath.Contains(next.Table->Id) || (!seen.Add(next.Table->Id) && written > RepeatBudget))
            {
                WriteTagged(json, "$ref", next.Table->Id);
            }
            else
            {
                onPath.Add(next.Table->Id);
                open.Push(TableCursor.Begin(json, next.Table));
            }
        }
    }

    /// <summary>The text of a key of a JSON object, or null where it has none.</summary>
    internal static string? KeyText(in LuaValue key) => key.Type switch
    {
        LuaType.Bytes => Utf8.IsValid(key.Bytes->Span) ? Encoding.UTF8.GetString(key.Bytes->Span) : null,
        LuaType.Integer => key.Integer.ToString(CultureInfo.InvariantCulture),
        LuaType.Number => NumberText(key.Number),
        LuaType.Boolean => key.Integer != 0 ? "true" : "false",
        _ => null,
    };

    internal static void WriteScalar(Utf8JsonWriter json, in LuaValue value)
    {
        switch (value.Type)
        {
            case LuaType.Nil: json.WriteNullValue(); break;
            case LuaType.Boolean: json.WriteBooleanValue(value.Integer != 0); break;
            case LuaType.Integer: json.WriteNumberValue(value.Integer); break;
            case LuaType.Number when double.IsFinite(value.Number): json.WriteRawValue(NumberText(value.Number)); break;
            case LuaType.Number: json.WriteStringValue(NumberText(value.Number)); break;
            case LuaType.Bytes: WriteBytes(json, value.Bytes->Span); break;
            default:
                json.WriteStartObject();
                json.WriteString("$type", value.Type.ToString().ToLowerInvariant());
                json.WriteEndObject();
                break;
        }
    }

    private static void WriteBytes(Utf8JsonWriter json, ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            json.WriteStringValue(bytes);
            return;
        }
        json.WriteStartObject();
        json.WriteBase64String("$bytes", bytes);
        json.WriteEndObject();
    }

    private static void WriteTagged(Utf8JsonWriter json, string tag, ulong number)
    {
        json.WriteStartObject();
        json.WriteNumber(tag, number);
        json.WriteEndObject();
    }

    private static string NumberText(double number)
    {
        if (double.IsNaN(number)) return "nan";
        if (double.IsInfinity(number)) return number > 0 ? "inf" : "-inf";
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny(".E") ? text : text + ".0";
    }
}
