using System.Globalization;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>A Lua value. Numbers and booleans are in here; strings and tables are views of the
/// <see cref="LuaResult"/>, and reading them once it is disposed of is <see cref="ObjectDisposedException"/>.</summary>
public readonly unsafe struct LuaValue
{
    private readonly ResultHandle? owner;
    private readonly luavm_value value;

    internal LuaValue(ResultHandle? owner, luavm_value value)
    {
        this.owner = owner;
        this.value = value;
    }

    internal static LuaValue Integer(long integer) =>
        new(null, new luavm_value { type = (int)LuaType.Integer, @as = new luavm_value_as { integer = integer } });

    /// <summary>What it is.</summary>
    public LuaType Type => (LuaType)value.type;

    /// <summary>True for nil.</summary>
    public bool IsNil => Type == LuaType.Nil;

    /// <summary>The bytes of a string: a view, no longer valid once the result is disposed of or no longer referenced,
    /// which nothing checks.</summary>
    /// <exception cref="InvalidCastException">It is no string.</exception>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            if (Type != LuaType.String) throw Not("a string");
            using var lease = new Lease(owner);
            return Text.Span(*value.@as.bytes);
        }
    }

    /// <summary>true or false of a boolean.</summary>
    /// <exception cref="InvalidCastException">It is no boolean.</exception>
    public bool AsBoolean() => Type == LuaType.Boolean ? value.@as.boolean != 0 : throw Not("a boolean");

    /// <summary>An integer, or a float that is one exactly.</summary>
    /// <exception cref="InvalidCastException">It is neither.</exception>
    public long AsInt64() => Type switch
    {
        LuaType.Integer => value.@as.integer,
        // 2^63 is a double, and the first that is too large.
        LuaType.Number when value.@as.number is >= -9223372036854775808.0 and < 9223372036854775808.0
                            && Math.Floor(value.@as.number) == value.@as.number => (long)value.@as.number,
        _ => throw Not("an integer"),
    };

    /// <summary>A float as it is, or an integer, rounded beyond 2^53.</summary>
    /// <exception cref="InvalidCastException">It is no number.</exception>
    public double AsDouble() => Type switch
    {
        LuaType.Number => value.@as.number,
        LuaType.Integer => value.@as.integer,
        _ => throw Not("a number"),
    };

    /// <summary>The text of a string.</summary>
    /// <exception cref="InvalidCastException">It is no string, or not UTF-8.</exception>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public string AsString()
    {
        using var lease = new Lease(owner);
        return Text.TryDecode(Bytes, out var text) ? text : throw Not("valid UTF-8: take its bytes");
    }

    /// <summary>A copy of the bytes of a string.</summary>
    /// <exception cref="InvalidCastException">It is no string.</exception>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public byte[] AsBytes()
    {
        using var lease = new Lease(owner);
        return Bytes.ToArray();
    }

    /// <summary>A view of a table.</summary>
    /// <exception cref="InvalidCastException">It is no table.</exception>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public LuaTable AsTable()
    {
        if (Type != LuaType.Table) throw Not("a table");
        using var lease = new Lease(owner);
        return new LuaTable(owner!, *value.@as.table);
    }

    /// <summary>The number that tells a function, coroutine or userdata from another within one result.</summary>
    /// <exception cref="InvalidCastException">It is none of them.</exception>
    public LuaOpaque AsOpaque() =>
        Type is LuaType.Function or LuaType.Coroutine or LuaType.Userdata
            ? new LuaOpaque(Type, (long)value.@as.opaque)
            : throw Not("a function, coroutine or userdata");

    /// <summary>The value as a type of .NET, nothing in it a view.</summary>
    /// <typeparam name="T">long, int, double, float, bool and their nullable forms, string, byte[],
    /// List&lt;object?&gt; (the items of a table without other keys), Dictionary&lt;object, object?&gt; (any table),
    /// <see cref="LuaOpaque"/>, or object, which is <see cref="ToObject"/>.</typeparam>
    /// <returns>null for nil, where <typeparamref name="T"/> has it.</returns>
    /// <exception cref="InvalidCastException">The value is no such type, or does not fit.</exception>
    /// <exception cref="NotSupportedException">There is no conversion to <typeparamref name="T"/>.</exception>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public T? As<T>()
    {
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        if (IsNil && (type != typeof(T) || !type.IsValueType)) return default;
        return (T)Convert(type)!;
    }

    /// <summary>The value as an object of .NET, nothing in it a view: null, bool, long, double; string, or byte[] when
    /// it is not UTF-8; List&lt;object?&gt; for a table with the keys 1..n and no other; Dictionary&lt;object,
    /// object?&gt; for any other table, the empty one included; <see cref="LuaOpaque"/>.</summary>
    /// <remarks>One table is one object: what is shared stays shared, and cycles stay cycles. Those dictionaries find
    /// an integer key whatever type it has, and a byte[] by its content.</remarks>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public object? ToObject()
    {
        using var lease = new Lease(owner);
        return new Conversion().ToObject(value);
    }

    /// <summary>Text for people.</summary>
    public override string ToString() => Type switch
    {
        LuaType.Nil => "nil",
        LuaType.Boolean => value.@as.boolean != 0 ? "true" : "false",
        LuaType.Integer => value.@as.integer.ToString(CultureInfo.InvariantCulture),
        LuaType.Number => value.@as.number.ToString("R", CultureInfo.InvariantCulture),
        LuaType.String => Show(),
        LuaType.Table => $"table: {AsTable().Id}",
        _ => $"{Type.ToString().ToLowerInvariant()}: {value.@as.opaque}",
    };

    private string Show()
    {
        using var lease = new Lease(owner);
        return Text.Show(*value.@as.bytes);
    }

    private object? Convert(Type type)
    {
        if (type == typeof(object)) return ToObject();
        if (type == typeof(long)) return AsInt64();
        if (type == typeof(int)) return AsInt64() is >= int.MinValue and <= int.MaxValue and var small
            ? (int)small : throw Not("an integer of 32 bits");
        if (type == typeof(double)) return AsDouble();
        if (type == typeof(float)) return (float)AsDouble();
        if (type == typeof(bool)) return AsBoolean();
        if (type == typeof(string)) return AsString();
        if (type == typeof(byte[])) return AsBytes();
        if (type == typeof(LuaOpaque)) return AsOpaque();
        if (type == typeof(List<object?>)) return ToTable(dictionary: false);
        if (type == typeof(Dictionary<object, object?>)) return ToTable(dictionary: true);
        throw new NotSupportedException($"no conversion of Lua values to {type}");
    }

    private object ToTable(bool dictionary)
    {
        if (!dictionary && AsTable() is { Count: > 0, IsSequence: false }) throw Not("a list: it has other keys than 1..n");
        if (Type != LuaType.Table) throw Not("a table");
        using var lease = new Lease(owner);
        return new Conversion().ToTable(value.@as.table, dictionary);
    }

    private InvalidCastException Not(string what) =>
        new($"the Lua value of type {Type.ToString().ToLowerInvariant()} is not {what}");
}
