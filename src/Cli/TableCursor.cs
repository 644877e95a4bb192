using System.Text.Json;
using LuaVm.Interop;

namespace LuaVm.Cli;

/// <summary>A table half written as JSON: gives its values one after the other, writing what stands between them.</summary>
internal abstract unsafe class TableCursor(LuaTable* table)
{
    protected LuaTable* Table { get; } = table;

    internal ulong Id => Table->Id;

    internal static TableCursor Begin(Utf8JsonWriter json, LuaTable* table)
    {
        if (table->PairCount == 0 && table->ItemCount > 0) return new Sequence(json, table);
        return SortedKeys(table) is { } keys ? new Fields(json, table, keys) : new Pairs(json, table);
    }

    /// <summary>Writes up to the next value and gives it; false after the last one.</summary>
    internal abstract bool Next(Utf8JsonWriter json, out LuaValue value);

    internal abstract void End(Utf8JsonWriter json);

    /// <summary>Texts of the keys that are not items with their pair's index; null where they do not tell keys apart.</summary>
    private static SortedDictionary<string, nuint>? SortedKeys(LuaTable* table)
    {
        var keys = new SortedDictionary<string, nuint>(StringComparer.Ordinal);
        for (nuint i = 0; i < table->PairCount; i++)
        {
            if (ValueJson.KeyText(table->Pairs[i].Key) is not { } text || !keys.TryAdd(text, i)) return null;
        }
        for (nuint i = 1; i <= table->ItemCount; i++)
        {
            if (keys.ContainsKey(i.ToString(System.Globalization.CultureInfo.InvariantCulture))) return null;
        }
        return keys;
    }

    private sealed class Sequence : TableCursor
    {
        private nuint _at;

        internal Sequence(Utf8JsonWriter json, LuaTable* table) : base(table) => json.WriteStartArray();

        internal override bool Next(Utf8JsonWriter json, out LuaValue value)
        {
            value = _at < Table->ItemCount ? Table->Items[_at] : default;
            return _at++ < Table->ItemCount;
        }

        internal override void End(Utf8JsonWriter json) => json.WriteEndArray();
    }

    private sealed class Fields : TableCursor
    {
        private readonly IEnumerator<KeyValuePair<string, nuint>> _keys;
        private nuint _item;

        internal Fields(Utf8JsonWriter json, LuaTable* table, SortedDictionary<string, nuint> keys) : base(table)
        {
            _keys = keys.GetEnumerator();
            json.WriteStartObject();
        }

        internal override bool Next(Utf8JsonWriter json, out LuaValue value)
        {
            value = default;
            if (_item < Table->ItemCount)
            {
                value = Table->Items[_item++];
                json.WritePropertyName(_item.ToString(System.Globalization.CultureInfo.InvariantCulture));
                return true;
            }
            if (!_keys.MoveNext()) return false;
            value = Table->Pairs[_keys.Current.Value].Value;
            json.WritePropertyName(_keys.Current.Key);
            return true;
        }

        internal override void End(Utf8JsonWriter json) => json.WriteEndObject();
    }

    /// <summary>Every key beside its value; the halves of a pair come one by one.</summary>
    private sealed class Pairs : TableCursor
    {
        private nuint _half;

        internal Pairs(Utf8JsonWriter json, LuaTable* table) : base(table)
        {
            json.WriteStartObject();
            json.WriteStartArray("$pairs");
        }

        internal override bool Next(Utf8JsonWriter json, out LuaValue value)
        {
            var pair = _half / 2;
            var isKey = _half % 2 == 0;
            if (isKey && _half > 0) json.WriteEndArray();
            value = default;
            if (pair == Table->ItemCount + Table->PairCount) return false;
            if (isKey) json.WriteStartArray();
            value = pair < Table->ItemCount
                ? isKey ? new LuaValue { Type = LuaType.Integer, Integer = (long)pair + 1 } : Table->Items[pair]
                : isKey ? Table->Pairs[pair - Table->ItemCount].Key : Table->Pairs[pair - Table->ItemCount].Value;
            _half++;
            return true;
        }

        internal override void End(Utf8JsonWriter json)
        {
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }
}
