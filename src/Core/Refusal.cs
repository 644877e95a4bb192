using LuaVm.Interop;

namespace LuaVm.Core;

/// <summary>Messages of calls that never reached a script.</summary>
public static class Refusal
{
    public static string Message(Status status) => status switch
    {
        Status.Busy => "another thread is using this VM; use one VM per thread, or wait for it",
        Status.Closed => "the VM holds no state: it was freed, or its last vm_reset failed",
        Status.Handle => "no such VM: the handle is 0, was freed, or was never made by this process",
        Status.Internal => "this VM met a defect of the library and cannot be used; free it and report the defect",
        Status.Memory => "the system has no memory left for a result",
        Status.Unsupported when NativeMethods.shim_stack_left() == 0 =>
            "this code runs on a stack that is not its thread's own, so what is left of it cannot be told; call from a plain thread",
        Status.Unsupported when NativeMethods.shim_stack_left() >= Vm.StackBytes =>
            $"host functions of this VM are nested {Vm.NestingMaximum} deep already, which is the most; let one return first",
        Status.Unsupported =>
            $"this thread has {Quantity.Bytes(NativeMethods.shim_stack_left())} of C stack left, a script may need {Quantity.Bytes(Vm.StackBytes)}; call from a thread with at least 1 MiB",
        _ => "the call was refused",
    };
}
