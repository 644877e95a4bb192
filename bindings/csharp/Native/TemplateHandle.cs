using System.Runtime.InteropServices;

namespace LuaVm.Client.Native;

/// <summary>Owns a luavm_template.</summary>
internal sealed unsafe class TemplateHandle : SafeHandle
{
    public TemplateHandle() : base(0, ownsHandle: true)
    {
        ulong made;
        luavm_buffer* error;
        var status = (LuaStatus)Abi.template_new(&made, &error);
        if (status != LuaStatus.Ok) throw LuaVmException.Take(status, error);
        Value = made;
        SetHandle((nint)made);
    }

    /// <summary>The luavm_template. Stale once this is closed, and then refused by the library.</summary>
    public ulong Value { get; }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => Abi.template_free(Value) == 0;
}
