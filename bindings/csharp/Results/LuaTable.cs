using System.Collections;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>A copy of a Lua table, made without metamethods; a view of its <see cref="LuaResult"/>
/// or <see cref="LuaCall"/>.</summary>
/// <remarks>A table met twice has the same <see cref="Id"/> both times, and cycles are kept: whoever walks deep marks
/// what it has seen.</remarks>
public readonly unsafe struct LuaTable : IReadOnlyCollection<KeyValuePair<LuaValue, LuaValue>>
{
    private readonly object? owner;
    private readonly luavm_table* source;
    private readonly luavm_table table;

    internal LuaTable(object owner, luavm_table* source)
    {
        this.owner = owner;
        this.source = source;
        table = *source;
    }

    internal luavm_table* Source => source;

    internal LuaValue ToValue() => owner == null ? default
        : new(owner, new luavm_value { type = (int)LuaType.Table, @as = new luavm_value_as { table = source } });

    /// <summary>1, 2, ... within one result.</summary>
    public long Id => (long)table.id;

    /// <summary>The values of the keys 1..n, none of them nil.</summary>
    public LuaValues Items => owner == null ? default : new LuaValues(owner, table.items, table.item_count);

    /// <summary>Entries, those of <see cref="Items"/> among them.</summary>
    public int Count => checked((int)(table.item_count + table.pair_count));

    /// <summary>True for a table with the keys 1..n and no other; false for the empty table.</summary>
    public bool IsSequence => table.item_count != 0 && table.pair_count == 0;

    /// <summary>The value of a string key; nil when there is none. Looks at one key after another: for many look-ups
    /// convert the table with <see cref="LuaValue.As{T}"/>.</summary>
    /// <param name="key">Compared as UTF-8.</param>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public LuaValue this[string key]
    {
        get
        {
            ReadOnlySpan<byte> wanted = Text.Strict.GetBytes(key);
            using var lease = new Lease(owner);
            for (nuint i = 0; i < table.pair_count; i++)
                if (table.pairs[i].key is { type: (int)LuaType.String } found
                    && Text.Span(*found.@as.bytes).SequenceEqual(wanted))
                    return new LuaValue(owner, table.pairs[i].value);
            return default;
        }
    }

    /// <summary>The value of an integer key, from 1 as in Lua; nil when there is none. At once for the keys of
    /// <see cref="Items"/>, else one key after another.</summary>
    /// <param name="key">Any integer.</param>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public LuaValue this[long key]
    {
        get
        {
            using var lease = new Lease(owner);
            if ((ulong)key - 1 < table.item_count) return new LuaValue(owner, table.items[key - 1]);
            for (nuint i = 0; i < table.pair_count; i++)
                if (table.pairs[i].key is { type: (int)LuaType.Integer } found && found.@as.integer == key)
                    return new LuaValue(owner, table.pairs[i].value);
            return default;
        }
    }

    /// <summary>Copies the items, which must all be numbers, without an object for each.</summary>
    /// <param name="numbers">At least as long as there are <see cref="Items"/>.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="ArgumentException"><paramref name="numbers"/> is too short.</exception>
    /// <exception cref="InvalidCastException">An item is no number.</exception>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public int CopyTo(Span<double> numbers)
    {
        using var lease = new Lease(owner);
        var count = Fitting(numbers.Length);
        for (var i = 0; i < count; i++) numbers[i] = new LuaValue(owner, table.items[i]).AsDouble();
        return count;
    }

    /// <summary>Copies the items, which must all be integers, without an object for each.</summary>
    /// <inheritdoc cref="CopyTo(Span{double})"/>
    public int CopyTo(Span<long> numbers)
    {
        using var lease = new Lease(owner);
        var count = Fitting(numbers.Length);
        for (var i = 0; i < count; i++) numbers[i] = new LuaValue(owner, table.items[i]).AsInt64();
        return count;
    }

    /// <summary>All entries: the keys 1..n in order, then every other key in no order.</summary>
    public IEnumerator<KeyValuePair<LuaValue, LuaValue>> GetEnumerator()
    {
        var items = Items;
        for (var index = 0; index < items.Count; index++)
            yield return new((LuaValue)(index + 1L), items[index]);
        for (var index = items.Count; index < Count; index++)
            yield return Pair(index - items.Count);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Fitting(int room) => (nuint)room >= table.item_count
        ? (int)table.item_count
        : throw new ArgumentException($"there is room for {room} of {table.item_count} items");

    private KeyValuePair<LuaValue, LuaValue> Pair(int index)
    {
        using var lease = new Lease(owner);
        return new(new LuaValue(owner, table.pairs[index].key), new LuaValue(owner, table.pairs[index].value));
    }
}
