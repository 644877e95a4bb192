using System.Collections;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>Values in a row: those an eval returned, or the items of a table. A view of its <see cref="LuaResult"/>.
/// </summary>
public readonly unsafe struct LuaValues : IReadOnlyList<LuaValue>
{
    private readonly object? owner;
    private readonly luavm_value* first;

    internal LuaValues(object owner, luavm_value* first, nuint count)
    {
        this.owner = owner;
        this.first = first;
        Count = checked((int)count);
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>One of them, from 0.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such value.</exception>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public LuaValue this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            using var lease = new Lease(owner);
            return new LuaValue(owner, first[index]);
        }
    }

    /// <summary>All of them in order.</summary>
    public IEnumerator<LuaValue> GetEnumerator()
    {
        for (var index = 0; index < Count; index++) yield return this[index];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
