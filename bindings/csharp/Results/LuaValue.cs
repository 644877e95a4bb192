using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>A Lua value, on its way in or out. Numbers and booleans are in here. Of what comes out, strings and tables are
/// views of the <see cref="LuaResult"/> or <see cref="LuaCall"/>, and reading them once that is over is
/// <see cref="ObjectDisposedException"/>. What goes in is read when the call that gets it is made.</summary>
public readonly unsafe struct LuaValue
{
    // Of this package's alone: the owner is the value itself, an object of the host's.
    private const uint Hosts = 1u << 31;

    private readonly object? owner;
    private readonly luavm_value value;

    internal LuaValue(object? owner, luavm_value value)
    {
        this.owner = owner;
        this.value = value;
    }

    /// <summary>nil.</summary>
    public static LuaValue Nil => default;

    internal object? Owner => owner;
    internal luavm_value Raw => value;
    internal bool IsHosts => (value.flags & Hosts) != 0;

    /// <summary>What it is.</summary>
    public LuaType Type => (LuaType)value.type;

    /// <summary>True for nil.</summary>
    public bool IsNil => Type == LuaType.Nil;

    internal bool IsReference => (value.flags & Abi.LUAVM_VALUE_REFERENCE) != 0;

    internal VmCore? Core => owner switch
    {
        ResultHandle result => result.Core,
        CallFrame frame => frame.Core,
        _ => null,
    };

    /// <summary>The value for an object of .NET.</summary>
    /// <param name="value">null; bool; an integer type, a float type; string (UTF-8 in Lua), byte[], memory of bytes;
    /// a list or array, which is a table with the keys 1..n; a dictionary; <see cref="LuaValue"/>, <see cref="LuaTable"/>;
    /// <see cref="LuaFunction"/>, <see cref="LuaTableView"/>, <see cref="LuaObject"/>; <see cref="HostFunction"/>; an
    /// object of an exposed class, an exception. Nested as deep as one likes; one object is one table, and cycles are
    /// kept. What cannot go in is refused with its path when the call is made that gets it.</param>
    public static LuaValue From(object? value) => value switch
    {
        null => default,
        LuaValue same => same,
        LuaTable table => table.ToValue(),
        string or byte[] or ReadOnlyMemory<byte> or Memory<byte> => Host(LuaType.String, value),
        LuaReference reference => Host(reference.Type, reference),
        HostFunction => Host(LuaType.Function, value),
        _ when Scalar.TryWrite(value, out var scalar, out _) => new LuaValue(null, scalar),
        _ => Host(HostTable.TryMeasure(value, out _, out _) ? LuaType.Table : LuaType.Userdata, value),
    };

    /// <summary>A table with the keys 1..n, without a copy of the numbers before the call.</summary>
    /// <param name="numbers">Read when the call is made.</param>
    public static LuaValue Sequence(ReadOnlyMemory<double> numbers) => Host(LuaType.Table, numbers);

    /// <inheritdoc cref="Sequence(ReadOnlyMemory{double})"/>
    public static LuaValue Sequence(ReadOnlyMemory<long> numbers) => Host(LuaType.Table, numbers);

    /// <inheritdoc cref="Sequence(ReadOnlyMemory{double})"/>
    public static LuaValue Sequence(double[] numbers) => From(numbers);

    /// <inheritdoc cref="Sequence(ReadOnlyMemory{double})"/>
    public static LuaValue Sequence(long[] numbers) => From(numbers);

    /// <summary>A table with the keys 1..n.</summary>
    /// <param name="numbers">Copied.</param>
    public static LuaValue Sequence(ReadOnlySpan<double> numbers) => Host(LuaType.Table, numbers.ToArray());

    /// <inheritdoc cref="Sequence(ReadOnlySpan{double})"/>
    public static LuaValue Sequence(ReadOnlySpan<long> numbers) => Host(LuaType.Table, numbers.ToArray());

    /// <summary>A boolean.</summary>
    public static implicit operator LuaValue(bool value) => new(null, Scalar.Of(value));

    /// <summary>An integer.</summary>
    public static implicit operator LuaValue(int value) => new(null, Scalar.Of(value));

    /// <summary>An integer.</summary>
    public static implicit operator LuaValue(uint value) => new(null, Scalar.Of(value));

    /// <summary>An integer.</summary>
    public static implicit operator LuaValue(long value) => new(null, Scalar.Of(value));

    /// <summary>An integer, if it fits into 64 bits with a sign.</summary>
    /// <exception cref="OverflowException">It does not.</exception>
    public static implicit operator LuaValue(ulong value) => new(null, Scalar.Of(checked((long)value)));

    /// <summary>A float.</summary>
    public static implicit operator LuaValue(double value) => new(null, Scalar.Of(value));

    /// <summary>A string, UTF-8 in Lua; null is nil.</summary>
    public static implicit operator LuaValue(string? value) => From(value);

    /// <summary>A string of these bytes; null is nil.</summary>
    public static implicit operator LuaValue(byte[]? value) => From(value);

    /// <summary>A string of these bytes, without a copy before the call.</summary>
    public static implicit operator LuaValue(ReadOnlyMemory<byte> value) => From(value);

    /// <summary>A string of these bytes, which are copied.</summary>
    public static implicit operator LuaValue(ReadOnlySpan<byte> value) => From(value.ToArray());

    /// <summary>A table that came out.</summary>
    public static implicit operator LuaValue(LuaTable value) => value.ToValue();

    /// <summary>What the reference stands for; null is nil.</summary>
    public static implicit operator LuaValue(LuaReference? value) => From(value);

    /// <summary>A host function; null is nil.</summary>
    public static implicit operator LuaValue(HostFunction? value) => From(value);

    /// <summary>A table with the keys 1..n; null is nil.</summary>
    public static implicit operator LuaValue(object?[]? value) => From(value);

    /// <summary>A table with the keys 1..n; null is nil.</summary>
    public static implicit operator LuaValue(List<object?>? value) => From(value);

    /// <summary>A table; null is nil.</summary>
    public static implicit operator LuaValue(Dictionary<string, object?>? value) => From(value);

    /// <summary>A table; null is nil.</summary>
    public static implicit operator LuaValue(Dictionary<object, object?>? value) => From(value);

    /// <summary>The bytes of a string: a view, no longer valid once the result is disposed of or no longer referenced,
    /// which nothing checks.</summary>
    /// <exception cref="InvalidCastException">It is no string.</exception>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            if (Type != LuaType.String) throw Not("a string");
            if (IsHosts) return HostBytes();
            using var lease = new Lease(owner);
            return Text.Span(*value.@as.bytes);
        }
    }

    /// <summary>true or false of a boolean.</summary>
    /// <exception cref="InvalidCastException">It is no boolean.</exception>
    public bool AsBoolean() => Type == LuaType.Boolean ? value.@as.boolean != 0 : throw Not("a boolean");

    /// <summary>An integer, or a float that is one exactly.</summary>
    /// <exception cref="InvalidCastException">It is neither.</exception>
    public long AsInt64() => TryInt64(out var integer) ? integer : throw Not("an integer");

    /// <summary>A float as it is, or an integer, rounded beyond 2^53.</summary>
    /// <exception cref="InvalidCastException">It is no number.</exception>
    public double AsDouble() => TryDouble(out var number) ? number : throw Not("a number");

    /// <summary>The text of a string.</summary>
    /// <exception cref="InvalidCastException">It is no string, or not UTF-8.</exception>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public string AsString()
    {
        if (owner is string own) return own;
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

    /// <summary>A view of a table that came out.</summary>
    /// <exception cref="InvalidCastException">It is no table, or one of the host's.</exception>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public LuaTable AsTable()
    {
        if (Type != LuaType.Table) throw Not("a table");
        if (IsHosts || IsReference) throw Not("a copy of a table");
        using var lease = new Lease(owner);
        return new LuaTable(owner!, value.@as.table);
    }

    /// <summary>A function that came out, to be called, kept and disposed of. The same one each time.</summary>
    /// <exception cref="InvalidCastException">It is no function, or was not kept.</exception>
    public LuaFunction AsFunction() => As<LuaFunction>() ?? throw Not("a function");

    /// <summary>The number that tells a function, coroutine or userdata from another within one result.</summary>
    /// <exception cref="InvalidCastException">It is none of them.</exception>
    public LuaOpaque AsOpaque() =>
        Type is LuaType.Function or LuaType.Coroutine or LuaType.Userdata && !IsHosts
            ? new LuaOpaque(Type, (long)value.@as.opaque)
            : throw Not("a function, coroutine or userdata");

    /// <summary>The value as a type of .NET, nothing in it a view.</summary>
    /// <typeparam name="T">long, int, double, float, bool and their nullable forms, string, byte[],
    /// List&lt;object?&gt;, long[], double[], string[] (the items of a table without other keys), Dictionary&lt;object,
    /// object?&gt; (any table), Dictionary&lt;string, object?&gt;; <see cref="LuaFunction"/>, <see cref="LuaTableView"/>,
    /// <see cref="LuaObject"/> where the call kept them; the type of a host object; <see cref="LuaOpaque"/>, or object,
    /// which is <see cref="ToObject"/>.</typeparam>
    /// <returns>null for nil, where <typeparamref name="T"/> has it.</returns>
    /// <exception cref="InvalidCastException">The value is no such type, or does not fit.</exception>
    /// <exception cref="NotSupportedException">There is no conversion to <typeparamref name="T"/>.</exception>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public T? As<T>()
    {
        if (typeof(T) == typeof(long)) return (T)(object)AsInt64();
        if (typeof(T) == typeof(double)) return (T)(object)AsDouble();
        if (typeof(T) == typeof(LuaValue)) return (T)(object)this;
        return TryAs<T>(out var made, out var problem) ? made : throw Not(problem);
    }

    /// <summary>The value as a type of .NET, if it is one.</summary>
    /// <param name="made">The default where this is false.</param>
    /// <inheritdoc cref="As{T}"/>
    public bool TryAs<T>(out T? made) => TryAs(out made, out _);

    /// <summary>The value as an object of .NET, nothing in it a view: null, bool, long, double; string, or byte[] when
    /// it is not UTF-8; List&lt;object?&gt; for a table with the keys 1..n and no other; Dictionary&lt;object,
    /// object?&gt; for any other table, the empty one included; a host object itself; <see cref="LuaFunction"/>,
    /// <see cref="LuaTableView"/> and <see cref="LuaObject"/> where the call kept them; else <see cref="LuaOpaque"/>.
    /// </summary>
    /// <remarks>One table is one object: what is shared stays shared, and cycles stay cycles. Those dictionaries find
    /// an integer key whatever type it has, and a byte[] by its content.</remarks>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public object? ToObject()
    {
        if (IsHosts) return owner;
        using var lease = new Lease(owner);
        return new Conversion(owner).ToObject(value);
    }

    /// <summary>Text for people.</summary>
    public override string ToString() => Type switch
    {
        LuaType.Nil => "nil",
        LuaType.Boolean => value.@as.boolean != 0 ? "true" : "false",
        LuaType.Integer => value.@as.integer.ToString(CultureInfo.InvariantCulture),
        LuaType.Number => value.@as.number.ToString("R", CultureInfo.InvariantCulture),
        LuaType.String => Encoding.UTF8.GetString(AsBytes()),
        _ when IsHosts => $"{owner}",
        LuaType.Table when !IsReference => $"table: {AsTable().Id}",
        _ => $"{Scalar.NameOf(value)}: {value.@as.opaque}",
    };

    private bool TryAs<T>(out T? made, [NotNullWhen(false)] out string? problem)
    {
        made = default;
        problem = null;
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        if (IsNil && (type != typeof(T) || !type.IsValueType)) return true;
        problem = ValueForms.Make(this, type, out var boxed);
        if (problem == null) made = (T)boxed!;
        return problem == null;
    }

    private static LuaValue Host(LuaType type, object value) =>
        new(value, new luavm_value { type = (int)type, flags = Hosts });

    private ReadOnlySpan<byte> HostBytes() => owner switch
    {
        string text => Text.Strict.GetBytes(text),
        byte[] bytes => bytes,
        ReadOnlyMemory<byte> memory => memory.Span,
        _ => ((Memory<byte>)owner!).Span,
    };

    internal bool TryInt64(out long integer)
    {
        var number = value.@as.number;
        // 2^63 is a double, and the first that is too large.
        var whole = Type == LuaType.Number && number is >= -9223372036854775808.0 and < 9223372036854775808.0
            && Math.Floor(number) == number;
        integer = Type == LuaType.Integer ? value.@as.integer : whole ? (long)number : 0;
        return whole || Type == LuaType.Integer;
    }

    internal bool TryDouble(out double number)
    {
        number = Type == LuaType.Number ? value.@as.number : Type == LuaType.Integer ? value.@as.integer : 0;
        return Type is LuaType.Number or LuaType.Integer;
    }

    private InvalidCastException Not(string what) =>
        new($"the Lua value of type {Scalar.NameOf(value)} is not {what}");
}
