using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>The host objects that a VM has, and their classes. The library knows an object by a number alone: one that
/// is gone is looked for in vain, where a pointer would be followed.</summary>
internal sealed unsafe class HostObjects(VmCore core)
{
    private readonly Dictionary<nint, object> alive = [];
    private readonly Dictionary<Type, LuaClass> classes = [];
    private readonly Dictionary<LuaClass, ClassBinding> bindings = [];
    private readonly object gate = new();
    private nint last;

    /// <summary>How many objects the library has not released.</summary>
    public int Count
    {
        get
        {
            lock (gate) return alive.Count;
        }
    }

    /// <summary>Lets objects of these classes into Lua, wherever a value of their type goes in.</summary>
    public void Expose(IEnumerable<LuaClass> more)
    {
        lock (gate)
            foreach (var one in more)
                classes[one.Type] = one;
    }

    /// <summary>The class of an object: of its type, or of the nearest type that it derives from.</summary>
    public LuaClass? ClassOf(object value)
    {
        lock (gate)
            for (var type = value.GetType(); type != null; type = type.BaseType)
                if (classes.TryGetValue(type, out var found))
                    return found;
        return value is Exception ? HostErrors.Class : null;
    }

    /// <summary>True where an object of the type may be a host object here.</summary>
    public bool Knows(Type type)
    {
        lock (gate) return classes.Keys.Any(type.IsAssignableFrom) || type.IsAssignableTo(typeof(Exception));
    }

    /// <summary>Makes a host object.</summary>
    /// <returns>A reference, for the caller to release.</returns>
    public ulong Make(LuaClass kind, object value)
    {
        var binding = Bind(kind);
        nint number;
        lock (gate)
        {
            number = ++last;
            alive.Add(number, value);
        }
        ulong reference;
        luavm_buffer* error;
        var status = Abi.vm_object(core.Handle.Value, binding.Reference, (void*)number, &reference, &error);
        if (status == luavm_status.LUAVM_OK) return reference;
        Remove(number);
        throw LuaVmException.Take(Calls.Status(core.Handle, status), error);
    }

    /// <summary>The object that a value of this VM stands for; null where it has gone.</summary>
    public object? Find(luavm_value value)
    {
        if (value.type != (int)LuaType.Userdata || (value.flags & Abi.LUAVM_VALUE_OBJECT) == 0) return null;
        lock (gate) return alive.GetValueOrDefault((nint)value.@as.@object->user);
    }

    public void Remove(nint number)
    {
        lock (gate) alive.Remove(number);
    }

    /// <summary>After vm_reset the library knows no class any more.</summary>
    public void Forget()
    {
        lock (gate) bindings.Clear();
    }

    private ClassBinding Bind(LuaClass kind)
    {
        lock (gate)
            if (bindings.TryGetValue(kind, out var found))
                return found;
        // Not with the lock held: the library may release other objects within this.
        var binding = new ClassBinding(this, kind, core);
        lock (gate) bindings.Add(kind, binding);
        return binding;
    }
}
