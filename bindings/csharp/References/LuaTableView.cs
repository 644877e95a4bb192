using System.Collections;

namespace LuaVm.Client;

/// <summary>A table inside its VM: reading and writing it is as a script does it, metamethods and all.</summary>
/// <remarks>Enumeration is over a copy made at its start: tables and functions in it are references, for the caller to
/// dispose of or forget. Each use needs the VM for itself.</remarks>
public sealed class LuaTableView : LuaReference, IEnumerable<KeyValuePair<object, object?>>
{
    internal LuaTableView(VmCore core, ulong reference) : base(core, reference)
    {
    }

    /// <inheritdoc/>
    public override LuaType Type => LuaType.Table;

    /// <summary>A field: read as <see cref="LuaValue.ToObject"/> gives it, with functions as <see cref="LuaFunction"/>;
    /// written as <see cref="LuaValue.From"/> takes it.</summary>
    /// <param name="key">Anything but nil and NaN.</param>
    /// <exception cref="LuaVmException">A metamethod failed, a limit was reached, or the VM is busy or disposed of.
    /// </exception>
    public object? this[LuaValue key]
    {
        get => Get<object>(key);
        set => Set(key, LuaValue.From(value));
    }

    /// <summary>What the operator # gives.</summary>
    public long Length => Calls.First<long>(Calls.Length(Core, this), default);

    /// <summary>Reads a field.</summary>
    /// <param name="key">Anything.</param>
    /// <typeparam name="T">See <see cref="LuaValue.As{T}"/>; <see cref="LuaTableView"/> and <see cref="LuaFunction"/> are
    /// the VM's own.</typeparam>
    public T? Get<T>(LuaValue key) =>
        Calls.First<T>(Calls.Index(Core, this, key, Calls.FlagsFor<T>(keep: true)), default);

    /// <summary>Writes a field.</summary>
    /// <param name="key">Anything but nil and NaN.</param>
    /// <param name="value">nil removes it.</param>
    public void Set(LuaValue key, LuaValue value) =>
        Calls.Require(Calls.Assign(Core, this, key, value), default).Dispose();

    /// <summary>A copy of all of it, as <see cref="LuaValue.ToObject"/> gives a table.</summary>
    public object? ToObject() => Calls.First<object>(Calls.Copy(Core, this, 0), default);

    /// <summary>A copy of all of it.</summary>
    /// <typeparam name="T">A type that <see cref="LuaValue.As{T}"/> gives a table as.</typeparam>
    public T? As<T>() => Calls.First<T>(Calls.Copy(Core, this, 0), default);

    /// <summary>All entries: the keys 1..n in order, then every other key in no order.</summary>
    public IEnumerator<KeyValuePair<object, object?>> GetEnumerator()
    {
        var entries = new List<KeyValuePair<object, object?>>();
        using (var copy = Calls.Require(Calls.Copy(Core, this, Calls.Shallow), default))
            foreach (var (key, value) in copy.Value.AsTable())
                entries.Add(new(key.ToObject()!, value.ToObject()));
        return entries.GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
