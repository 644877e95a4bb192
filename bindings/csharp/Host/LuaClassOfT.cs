namespace LuaVm.Client;

/// <summary>A class of host objects: what scripts may do with objects of <typeparamref name="T"/>. Complete it first,
/// and then give it to any number of VMs and templates.</summary>
/// <typeparam name="T">The type of the objects, and of what derives from it.</typeparam>
/// <remarks>An object that goes in twice is two in Lua, which == finds equal; <see cref="Vm.CreateObject"/> makes one to
/// go in many times. Lua holds the object until its collector has found it unused.</remarks>
public sealed class LuaClass<T> : LuaClass where T : class
{
    /// <summary>A class without methods and properties.</summary>
    /// <param name="name">What tostring and messages call it.</param>
    public LuaClass(string name) : base(name, typeof(T)) =>
        Add("__eq", HostFunction.Of(static (object? left, object? right) => ReferenceEquals(left, right)));

    /// <summary>Adds a property.</summary>
    /// <param name="name">As scripts write it: object.name.</param>
    /// <param name="get">Reads it.</param>
    /// <param name="set">Writes it; null: scripts may not.</param>
    public LuaClass<T> Property<TValue>(string name, Func<T, TValue> get, Action<T, TValue>? set = null)
    {
        ArgumentNullException.ThrowIfNull(get);
        Add(name, HostFunction.Of(get),
            set == null ? null : HostFunction.Of((T self, object? _, TValue value) => set(self, value)));
        return this;
    }

    /// <summary>Adds a method.</summary>
    /// <param name="name">As scripts write it, object:name(). With two underscores before it the metamethod of that
    /// name: __call, __len, __tostring, __eq, __lt, __le, __concat, __close, __pairs and the operators.</param>
    /// <param name="method">Its first argument is the object; for operators, either operand is.</param>
    public LuaClass<T> Method(string name, HostFunction method)
    {
        Methods.RemoveAll(old => old.Name == name);
        Add(name, method);
        return this;
    }

    /// <inheritdoc cref="Method(string, HostFunction)"/>
    public LuaClass<T> Method(string name, Action<T> method) => Method(name, HostFunction.Of(method));

    /// <inheritdoc cref="Method(string, HostFunction)"/>
    public LuaClass<T> Method<TResult>(string name, Func<T, TResult> method) => Method(name, HostFunction.Of(method));

    /// <inheritdoc cref="Method(string, HostFunction)"/>
    public LuaClass<T> Method<T1>(string name, Action<T, T1> method) => Method(name, HostFunction.Of(method));

    /// <inheritdoc cref="Method(string, HostFunction)"/>
    public LuaClass<T> Method<T1, TResult>(string name, Func<T, T1, TResult> method) =>
        Method(name, HostFunction.Of(method));

    /// <inheritdoc cref="Method(string, HostFunction)"/>
    public LuaClass<T> Method<T1, T2>(string name, Action<T, T1, T2> method) => Method(name, HostFunction.Of(method));

    /// <inheritdoc cref="Method(string, HostFunction)"/>
    public LuaClass<T> Method<T1, T2, TResult>(string name, Func<T, T1, T2, TResult> method) =>
        Method(name, HostFunction.Of(method));

    /// <inheritdoc cref="Method(string, HostFunction)"/>
    public LuaClass<T> Method<T1, T2, T3>(string name, Action<T, T1, T2, T3> method) =>
        Method(name, HostFunction.Of(method));

    /// <inheritdoc cref="Method(string, HostFunction)"/>
    public LuaClass<T> Method<T1, T2, T3, TResult>(string name, Func<T, T1, T2, T3, TResult> method) =>
        Method(name, HostFunction.Of(method));
}
