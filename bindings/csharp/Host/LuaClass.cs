using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>What scripts may do with objects of one type: the methods and properties that it names, and nothing else.
/// See <see cref="LuaClass{T}"/> and <see cref="HostRegistry.Expose"/>.</summary>
public abstract class LuaClass
{
    private readonly List<(byte[] Name, Field Field)> properties = [];

    private protected LuaClass(string name, Type type)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        (Name, Type) = (name, type);
        Refusal = HostFunction.Of(call => call.Throw(
            $"{Name} has no property '{call[1]}' that a script may write"));
    }

    /// <summary>What tostring and messages call it.</summary>
    public string Name { get; }

    internal Type Type { get; }

    internal List<(string Name, HostFunction Function)> Methods { get; } = [];

    /// <summary>The answer to a write that no property takes.</summary>
    internal HostFunction Refusal { get; }

    internal unsafe Field? Getter(luavm_value key)
    {
        if (key.type != (int)LuaType.String) return null;
        var wanted = Text.Span(*key.@as.bytes);
        foreach (var (name, field) in properties)
            if (wanted.SequenceEqual(name))
                return field;
        return null;
    }

    private protected void Add(string name, HostFunction function)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(function);
        Methods.Add((name, function));
    }

    private protected void Add(string name, HostFunction get, HostFunction? set)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        properties.Add((Text.Strict.GetBytes(name), new Field(name, get, set)));
    }

    internal sealed record Field(string Name, HostFunction Get, HostFunction? Set);
}
