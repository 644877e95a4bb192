namespace LuaVm.Client;

/// <summary>The global values of a VM, by their paths: "limits", "limits.cpu.max". They are read and written without
/// metamethods, in the lasting environment; what is written here is in fresh ones too. Each use needs the VM for itself.
/// </summary>
public sealed class LuaGlobals
{
    private readonly VmCore core;

    internal LuaGlobals(VmCore core) => this.core = core;

    /// <summary>A value: read as <see cref="LuaValue.ToObject"/> gives it, null where there is none; written as
    /// <see cref="LuaValue.From"/> takes it.</summary>
    /// <param name="path">Names with dots between them.</param>
    /// <exception cref="ArgumentException">The value, or something in it, has no form in Lua.</exception>
    /// <exception cref="InvalidArgumentException">Something on the way is no table.</exception>
    /// <exception cref="LuaVmException">A limit is reached, or the VM is busy or disposed of.</exception>
    public object? this[string path]
    {
        get => Get<object>(path);
        set => Set(path, LuaValue.From(value));
    }

    /// <summary>Reads a value.</summary>
    /// <param name="path">Names with dots between them; empty: the table of globals.</param>
    /// <typeparam name="T">See <see cref="LuaValue.As{T}"/>; <see cref="LuaTableView"/> and <see cref="LuaFunction"/> are
    /// the VM's own.</typeparam>
    /// <exception cref="InvalidCastException">The value is no such type.</exception>
    /// <exception cref="LuaVmException">A limit is reached, or the VM is busy or disposed of.</exception>
    public T? Get<T>(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Calls.First<T>(Calls.Get(core, path, Calls.FlagsFor<T>(keep: true)), default);
    }

    /// <summary>Writes a value. Tables that are not there on the way are made.</summary>
    /// <param name="path">Names with dots between them.</param>
    /// <param name="value">nil removes.</param>
    /// <param name="readOnly">Scripts cannot write the table, nor any table in it.</param>
    /// <exception cref="ArgumentException">The value, or something in it, has no form in Lua.</exception>
    /// <exception cref="InvalidArgumentException">Something on the way is no table.</exception>
    /// <exception cref="LuaVmException">A limit is reached, or the VM is busy or disposed of.</exception>
    public void Set(string path, LuaValue value, bool readOnly = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        Calls.Require(Calls.Set(core, path, value, readOnly), default).Dispose();
    }

    /// <inheritdoc cref="Set(string, LuaValue, bool)"/>
    public void Set(string path, object? value, bool readOnly = false) => Set(path, LuaValue.From(value), readOnly);
}
