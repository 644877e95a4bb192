using System.Runtime.InteropServices;

namespace LuaVm.Client.Native;

/// <summary>Owns a luavm_result. The finalizer frees a forgotten one; those who read hold a reference.</summary>
internal sealed unsafe class ResultHandle : SafeHandle
{
    public ResultHandle(luavm_result* result) : base(0, ownsHandle: true) => SetHandle((nint)result);

    public override bool IsInvalid => handle == 0;

    /// <summary>The block, while the caller holds a reference.</summary>
    public luavm_result* Block => (luavm_result*)handle;

    protected override bool ReleaseHandle() => Abi.vm_result_free((luavm_result*)handle) == 0;
}
