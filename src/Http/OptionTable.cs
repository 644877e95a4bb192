using System.Text;
using LuaVm.Core;
using LuaVm.Core.Services;
using LuaVm.Interop;

namespace LuaVm.Http;

/// <summary>The fields of a table of options, one by one.</summary>
internal unsafe ref struct OptionTable
{
    private const int NameMaximum = 64;

    private readonly ServiceCall _call;
    private readonly int _at;
    private readonly LuaTable* _table;
    private nuint _next;
    private string _name = "";

    /// <summary>Throws <see cref="LuaFault"/> where the argument is neither a table nor nil.</summary>
    internal OptionTable(ref ServiceCall call, int at)
    {
        _call = call;
        _at = at;
        _table = call.Table(at, "options");
        if (_table != null && _table->ItemCount > 0) throw call.Bad(at, "options are fields with names");
    }

    /// <summary>The field's value.</summary>
    internal readonly LuaValue Value => _table->Pairs[_next - 1].Value;

    internal bool Next(out string name)
    {
        name = "";
        if (_table == null || _next == _table->PairCount) return false;
        var key = _table->Pairs[_next++].Key;
        if (key.Type != LuaType.Bytes || key.Bytes->Length > NameMaximum) throw _call.Bad(_at, "options are fields with names");
        name = _name = Encoding.Latin1.GetString(key.Bytes->Span);
        return true;
    }

    internal readonly LuaFault Unknown() =>
        _call.Bad(_at, $"there is no option '{string.Concat(_name.Select(static c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '?'))}'");

    internal readonly ReadOnlySpan<byte> Bytes() => Value.Type == LuaType.Bytes ? Value.Bytes->Span : throw Wrong("a string");

    internal readonly string Text()
    {
        var bytes = Bytes();
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Wrong("UTF-8");
    }

    internal readonly bool Truth() => Value.Type != LuaType.Boolean || Value.Integer != 0;

    /// <summary>Not above <paramref name="most"/>, whatever is asked for.</summary>
    internal readonly long Count(long most)
    {
        var number = Number();
        return number < 0 ? throw Wrong("0 or more") : number >= most ? most : (long)number;
    }

    /// <summary>Seconds, with a fraction; not above <paramref name="most"/>, whatever is asked for.</summary>
    internal readonly int Milliseconds(int most)
    {
        var number = Math.Ceiling(Number() * 1_000);
        return number < 1 ? throw Wrong("seconds, more than 0") : number >= most ? most : (int)number;
    }

    /// <summary>Names and values; a value may be a list, for a field that is there several times.</summary>
    internal readonly void Fields(HttpFields fields)
    {
        if (Value.Type != LuaType.Table) throw Wrong("a table");
        var table = Value.Table;
        if (table->ItemCount > 0) throw Wrong("a table of names and values");
        for (nuint i = 0; i < table->PairCount; i++)
        {
            var (key, value) = (table->Pairs[i].Key, table->Pairs[i].Value);
            if (key.Type != LuaType.Bytes) throw Wrong("a table of names and values");
            if (value.Type != LuaType.Table)
            {
                Add(fields, key, value);
                continue;
            }
            if (value.Table->PairCount > 0) throw Wrong("a table of names and strings");
            for (nuint n = 0; n < value.Table->ItemCount; n++) Add(fields, key, value.Table->Items[n]);
        }
    }

    private readonly void Add(HttpFields fields, in LuaValue name, in LuaValue value)
    {
        if (value.Type == LuaType.Integer)
            fields.Add(Encoding.Latin1.GetString(name.Bytes->Span), value.Integer.ToString(System.Globalization.CultureInfo.InvariantCulture));
        else if (value.Type == LuaType.Bytes)
            fields.Add(name.Bytes->Span, value.Bytes->Span);
        else
            throw Wrong("a table of names and strings");
    }

    private readonly double Number()
    {
        var value = Value;
        var number = value.Type switch
        {
            LuaType.Integer => value.Integer,
            LuaType.Number => value.Number,
            _ => throw Wrong("a number"),
        };
        return double.IsNaN(number) ? throw Wrong("a number") : number;
    }

    private readonly LuaFault Wrong(string wanted) => _call.Bad(_at, $"option '{_name}' is to be {wanted}");
}
