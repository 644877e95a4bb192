using System.Runtime.InteropServices;

namespace LuaVm.Client.Native;

/// <summary>Owns a luavm_vm. The finalizer frees a forgotten one.</summary>
internal sealed unsafe class VmHandle : SafeHandle
{
    private int closed;

    /// <summary>Makes a VM, or throws what the library answered.</summary>
    public VmHandle(VmOptions options) : base(0, ownsHandle: true)
    {
        ulong vm;
        luavm_buffer* error;
        LuaStatus status;
        var native = options.ToNative();
        ReadOnlySpan<byte> group = Text.Strict.GetBytes(options.Group ?? "");
        fixed (byte* name = group)
        {
            native.group = name;
            native.group_length = (nuint)group.Length;
            status = (LuaStatus)Abi.vm_new(&native, &vm, &error);
        }
        if (status != LuaStatus.Ok) throw LuaVmException.Take(status, error);
        Value = vm;
        SetHandle((nint)vm);
    }

    /// <summary>The luavm_vm. Stale after Free, and then refused by the library: handles are never used twice.</summary>
    public ulong Value { get; }

    public override bool IsInvalid => handle == 0;

    /// <summary>True from the start of the first Free on.</summary>
    public bool Closing => Volatile.Read(ref closed) != 0;

    /// <summary>Frees the VM now, also under a running eval, which is how that is stopped. Dispose would wait for
    /// those who hold a reference.</summary>
    public void Free()
    {
        if (Interlocked.Exchange(ref closed, 1) != 0) return;
        SetHandleAsInvalid();
        _ = Abi.vm_free(Value);
    }

    protected override bool ReleaseHandle() => Abi.vm_free(Value) == 0;
}
