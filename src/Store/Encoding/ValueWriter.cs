using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Store.Encoding;

/// <summary>Encodes values: docs/stores.md. What cannot be stored is a <see cref="LuaFault"/>, Argument.</summary>
internal unsafe ref struct ValueWriter
{
    /// <summary>Tables within tables, the outermost one counted.</summary>
    public const int DepthMaximum = 64;

    /// <summary>What is said of a value with more bytes than it may take.</summary>
    public const string TooLong =
        "the value is longer than the store allows for one (value_bytes); store less, or in parts";

    private readonly ByteBuffer _to;
    private readonly int _end;
    private fixed ulong _path[DepthMaximum];
    private int _depth;

    private ValueWriter(ByteBuffer to, int most)
    {
        _to = to;
        _end = (int)Math.Min((long)to.Length + most, int.MaxValue);
    }

    /// <summary>Appends a value that is not nil.</summary>
    /// <param name="to">Where.</param>
    /// <param name="value">Its tables may share others, and contain themselves, which is refused.</param>
    /// <param name="most">Most bytes that it may take.</param>
    public static void Write(ByteBuffer to, in LuaValue value, int most)
    {
        var writer = new ValueWriter(to, most);
        to.Put(Tag.Version);
        writer.Put(value, "a value");
    }

    /// <summary>Appends an integer, without the version in front.</summary>
    public static void PutInteger(ByteBuffer to, long value)
    {
        if (value is >= 0 and <= Tag.SmallMaximum)
        {
            to.Put((byte)(Tag.SmallInteger | value));
            return;
        }
        to.Put(Tag.Integer);
        to.PutVarint((ulong)(value << 1) ^ (ulong)(value >> 63));
    }

    /// <summary>Appends a string, without the version in front.</summary>
    public static void PutBytes(ByteBuffer to, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= Tag.ShortMaximum)
        {
            to.Put((byte)(Tag.ShortBytes | bytes.Length));
        }
        else
        {
            to.Put(Tag.Bytes);
            to.PutVarint((ulong)bytes.Length);
        }
        to.Put(bytes);
    }

    private void Put(in LuaValue value, string what)
    {
        if (value.Flags != 0) throw Refused(value.Type, what);
        switch (value.Type)
        {
            case LuaType.Boolean:
                _to.Put(value.Integer != 0 ? Tag.True : Tag.False);
                break;
            case LuaType.Integer:
                PutInteger(_to, value.Integer);
                break;
            case LuaType.Number:
                _to.Put(Tag.Number);
                _to.PutDouble(value.Number);
                break;
            case LuaType.Bytes:
                CheckPointer(value.Bytes != null && (value.Bytes->Data != null || value.Bytes->Length == 0));
                PutBytes(_to, new ReadOnlySpan<byte>(value.Bytes->Data, CheckedLength(value.Bytes->Length)));
                break;
            case LuaType.Table:
                PutTable(value.Table);
                break;
            default:
                throw Refused(value.Type, what);
        }
        if (_to.Length > _end) throw new LuaFault(Status.Quota, TooLong);
    }

    private void PutTable(LuaTable* table)
    {
        for (var i = 0; i < _depth; i++)
        {
            if (_path[i] == (ulong)table)
                throw new LuaFault(Status.Argument, "a table that contains itself cannot be stored");
        }
        if (_depth == DepthMaximum)
        {
            throw new LuaFault(Status.Argument,
                $"tables nested more than {DepthMaximum} deep cannot be stored");
        }
        CheckPointer(table != null && (table->Items != null || table->ItemCount == 0)
            && (table->Pairs != null || table->PairCount == 0));
        _to.Step(); // tables that share others are as many as there are ways to them
        _path[_depth++] = (ulong)table;
        PutEntries(*table);
        _depth--;
    }

    /// <summary>What a host passes may have holes: items behind the first one become pairs.</summary>
    private void PutEntries(in LuaTable table)
    {
        _ = CheckedLength(table.ItemCount);
        _ = CheckedLength(table.PairCount);
        nuint items = 0;
        while (items < table.ItemCount && !IsNil(table.Items[items])) items++;
        nuint pairs = 0;
        for (var i = items; i < table.ItemCount; i++) pairs += IsNil(table.Items[i]) ? 0 : 1u;
        for (nuint i = 0; i < table.PairCount; i++) pairs += IsNil(table.Pairs[i].Value) ? 0 : 1u;
        _to.Put(Tag.Table);
        _to.PutVarint(items);
        _to.PutVarint(pairs);
        for (nuint i = 0; i < items; i++) Put(table.Items[i], "an item of a table");
        for (var i = items; i < table.ItemCount; i++)
            PutPair(new LuaValue { Type = LuaType.Integer, Integer = (long)i + 1 }, table.Items[i]);
        for (nuint i = 0; i < table.PairCount; i++) PutPair(table.Pairs[i].Key, table.Pairs[i].Value);
    }

    private void PutPair(in LuaValue key, in LuaValue value)
    {
        if (key.Type is LuaType.Nil or LuaType.Table || (key.Type == LuaType.Number && double.IsNaN(key.Number)))
            throw Refused(key.Type, "a key of a table");
        if (IsNil(value)) return;
        Put(key, "a key of a table");
        Put(value, "a value in a table");
    }

    private static bool IsNil(in LuaValue value) => value.Type == LuaType.Nil && value.Flags == 0;

    private static void CheckPointer(bool valid)
    {
        if (!valid) throw new LuaFault(Status.Argument, "a value is a string or a table, but a pointer in it is NULL");
    }

    /// <summary>Before anything that long is copied.</summary>
    private readonly int CheckedLength(nuint length) =>
        length <= (nuint)Math.Max(_end - _to.Length, 0) ? (int)length : throw new LuaFault(Status.Quota, TooLong);

    private static LuaFault Refused(LuaType type, string what) => new(Status.Argument,
        $"{Name(type)} cannot be stored as {what}; stored are booleans, numbers, strings and tables of them");

    private static string Name(LuaType type) => type switch
    {
        LuaType.Nil => "nil",
        LuaType.Boolean => "a boolean",
        LuaType.Integer => "an integer",
        LuaType.Number => "such a number",
        LuaType.Bytes => "a string",
        LuaType.Table => "a table",
        LuaType.Function => "a function",
        LuaType.Coroutine => "a coroutine",
        _ => "userdata",
    };
}
