using System.Runtime.InteropServices;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>The host functions that a VM or a template has been given. The library's `user` is a weak handle to a
/// registration, and this holds them: so what a function holds never keeps its VM alive from outside .NET.</summary>
internal sealed unsafe class Registrations
{
    private readonly HashSet<Registration> alive = [];

    public delegate LuaStatus Register(luavm_function* function, luavm_buffer** error);

    /// <summary>How many the library has not released.</summary>
    public int Count
    {
        get
        {
            lock (alive) return alive.Count;
        }
    }

    /// <summary>Gives a function to the library, or throws what it answered.</summary>
    public void Add(HostFunction function, string name, Register register)
    {
        var registration = new Registration(this, function, name);
        // Before the call: a function that this one replaces may be released within it, and this one be called.
        lock (alive) alive.Add(registration);
        var bytes = Text.Strict.GetBytes(name);
        luavm_buffer* error = null;
        LuaStatus status;
        fixed (byte* start = bytes)
        {
            var native = new luavm_function
            {
                struct_size = (uint)sizeof(luavm_function),
                flags = function.Flags,
                name = start,
                name_length = (nuint)bytes.Length,
                call = &Thunks.Call,
                user = registration.User,
                release = &Thunks.Release,
            };
            status = register(&native, &error);
        }
        if (status == LuaStatus.Ok) return;
        Remove(registration);
        throw LuaVmException.Take(status, error);
    }

    public void Remove(Registration registration)
    {
        lock (alive) alive.Remove(registration);
        registration.Free();
    }

    /// <summary>One function under one name.</summary>
    internal sealed class Registration(Registrations owner, HostFunction function, string name)
    {
        private GCHandle handle;

        public HostFunction Function => function;
        public string Name => name;
        public Registrations Owner => owner;

        /// <summary>What the library calls it by.</summary>
        public void* User
        {
            get
            {
                if (!handle.IsAllocated) handle = GCHandle.Alloc(this, GCHandleType.Weak);
                return (void*)GCHandle.ToIntPtr(handle);
            }
        }

        public void Free() => handle.Free();
    }
}
