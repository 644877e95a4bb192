using System.Runtime.InteropServices;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>A class in one VM.</summary>
internal sealed unsafe class ClassBinding
{
    private readonly GCHandle self;
    private readonly Method[] methods;

    /// <summary>Makes the class in the VM, which the caller has entered.</summary>
    public ClassBinding(HostObjects objects, LuaClass kind, VmCore core)
    {
        (Objects, Kind) = (objects, kind);
        methods = [.. kind.Methods.Select(static method => new Method(method.Name, method.Function))];
        self = GCHandle.Alloc(this, GCHandleType.Weak);
        luavm_buffer* error = null;
        var status = Define(core, &error);
        if (status == luavm_status.LUAVM_OK) return;
        Release();
        throw LuaVmException.Take(Calls.Status(core.Handle, status), error);
    }

    public HostObjects Objects { get; }
    public LuaClass Kind { get; }

    /// <summary>The library's, as long as the VM is not reset.</summary>
    public ulong Reference { get; private set; }

    public void Release()
    {
        foreach (var method in methods) method.Free();
        self.Free();
    }

    private luavm_status Define(VmCore core, luavm_buffer** error)
    {
        var names = methods.Select(static method => method.Name).Prepend(Kind.Name).Select(Text.Strict.GetBytes);
        // Pinned where they are: a name is short, and this is done once for a class.
        var pinned = names.Select(static name => (Bytes: name, Handle: GCHandle.Alloc(name, GCHandleType.Pinned)))
            .ToArray();
        try
        {
            var native = stackalloc luavm_method[methods.Length];
            for (var i = 0; i < methods.Length; i++)
                native[i] = new luavm_method
                {
                    name = (byte*)pinned[i + 1].Handle.AddrOfPinnedObject(),
                    name_length = (nuint)pinned[i + 1].Bytes.Length,
                    call = &Thunks.Method,
                    user = methods[i].User,
                };
            var definition = new luavm_class
            {
                struct_size = (uint)sizeof(luavm_class),
                name = (byte*)pinned[0].Handle.AddrOfPinnedObject(),
                name_length = (nuint)pinned[0].Bytes.Length,
                methods = native,
                method_count = (nuint)methods.Length,
                get = &Thunks.Get,
                set = &Thunks.Set,
                user = (void*)GCHandle.ToIntPtr(self),
                release = &Thunks.ReleaseClass,
                object_release = &Thunks.ReleaseObject,
            };
            ulong reference;
            var status = Abi.vm_class(core.Handle.Value, &definition, &reference, error);
            Reference = reference;
            return status;
        }
        finally
        {
            foreach (var name in pinned) name.Handle.Free();
        }
    }

    /// <summary>A method as the library knows it.</summary>
    internal sealed class Method
    {
        private readonly GCHandle self;

        public Method(string name, HostFunction function)
        {
            (Name, Function) = (name, function);
            self = GCHandle.Alloc(this, GCHandleType.Weak);
        }

        ~Method() => self.Free();

        public string Name { get; }
        public HostFunction Function { get; }
        public void* User => (void*)GCHandle.ToIntPtr(self);

        public void Free()
        {
            GC.SuppressFinalize(this);
            self.Free();
        }
    }
}
