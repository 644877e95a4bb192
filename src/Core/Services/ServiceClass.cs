namespace LuaVm.Core.Services;

/// <summary>A class of objects for scripts, the same for all VMs; each VM makes its own of it when it first needs it.</summary>
/// <param name="name">Shown by tostring and in messages.</param>
/// <param name="methods">By name; the first argument is an object of the class, the library sees to that. With two underscores, a metamethod: not one of two operands, whose first may be anything.</param>
/// <param name="get">Reads what is no method: (object, key). Null: nil.</param>
/// <param name="set">Writes: (object, key, value). Null: an error.</param>
public sealed class ServiceClass(
    string name, IReadOnlyList<ServiceMethod> methods, ServiceFunction? get = null, ServiceFunction? set = null)
{
    public string Name => name;
    public IReadOnlyList<ServiceMethod> Methods => methods;
    public ServiceFunction? Get => get;
    public ServiceFunction? Set => set;
}

/// <summary>A method of a <see cref="ServiceClass"/>.</summary>
public readonly record struct ServiceMethod(string Name, ServiceFunction Call);
