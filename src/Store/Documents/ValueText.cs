using System.Globalization;
using System.Text.Json;
using LuaVm.Interop;

namespace LuaVm.Store.Documents;

/// <summary>Values as JSON that says all of them: docs/stores.md.</summary>
internal static unsafe class ValueText
{
    public const string Bytes = "$bytes", Number = "$number", Items = "$items", Pairs = "$pairs";

    /// <summary>Writes a decoded value, which is no deeper than one can be stored.</summary>
    public static void Write(Utf8JsonWriter json, in LuaValue value)
    {
        switch (value.Type)
        {
            case LuaType.Boolean:
                json.WriteBooleanValue(value.Integer != 0);
                break;
            case LuaType.Integer:
                json.WriteNumberValue(value.Integer);
                break;
            case LuaType.Number:
                WriteNumber(json, value.Number);
                break;
            case LuaType.Bytes:
                WriteBytes(json, value.Bytes->Span);
                break;
            default:
                WriteTable(json, *value.Table);
                break;
        }
    }

    private static void WriteTable(Utf8JsonWriter json, in LuaTable table)
    {
        if (table.PairCount == 0) WriteItems(json, table);
        else if (table.ItemCount == 0 && HasPlainKeys(table)) WriteObject(json, table);
        else WriteAll(json, table);
    }

    private static void WriteItems(Utf8JsonWriter json, in LuaTable table)
    {
        json.WriteStartArray();
        for (nuint i = 0; i < table.ItemCount; i++) Write(json, table.Items[i]);
        json.WriteEndArray();
    }

    private static void WriteObject(Utf8JsonWriter json, in LuaTable table)
    {
        json.WriteStartObject();
        for (nuint i = 0; i < table.PairCount; i++)
        {
            json.WritePropertyName(table.Pairs[i].Key.Bytes->Span);
            Write(json, table.Pairs[i].Value);
        }
        json.WriteEndObject();
    }

    private static void WriteAll(Utf8JsonWriter json, in LuaTable table)
    {
        json.WriteStartObject();
        if (table.ItemCount > 0)
        {
            json.WritePropertyName(Items);
            WriteItems(json, table);
        }
        json.WriteStartArray(Pairs);
        for (nuint i = 0; i < table.PairCount; i++)
        {
            json.WriteStartArray();
            Write(json, table.Pairs[i].Key);
            Write(json, table.Pairs[i].Value);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>All are text, and none could be taken for one of the names above.</summary>
    private static bool HasPlainKeys(in LuaTable table)
    {
        for (nuint i = 0; i < table.PairCount; i++)
        {
            ref readonly var key = ref table.Pairs[i].Key;
            if (key.Type != LuaType.Bytes || key.Bytes->Span.StartsWith("$"u8) || !System.Text.Unicode.Utf8.IsValid(key.Bytes->Span))
                return false;
        }
        return true;
    }

    private static void WriteNumber(Utf8JsonWriter json, double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        if (!double.IsFinite(number))
        {
            json.WriteStartObject();
            json.WriteString(Number, double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf");
            json.WriteEndObject();
            return;
        }
        json.WriteRawValue(text.AsSpan().ContainsAny(".E") ? text : text + ".0", skipInputValidation: true);
    }

    private static void WriteBytes(Utf8JsonWriter json, ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            json.WriteStringValue(bytes);
            return;
        }
        json.WriteStartObject();
        json.WriteBase64String(Bytes, bytes);
        json.WriteEndObject();
    }
}
