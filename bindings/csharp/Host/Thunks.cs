using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>Where the library calls into .NET. No exception leaves these.</summary>
internal static unsafe class Thunks
{
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static luavm_status Call(void* user, luavm_call* call, luavm_reply* reply)
    {
        if (GCHandle.FromIntPtr((nint)user).Target is not Registrations.Registration registration) return Gone();
        return Invoke(registration.Function, registration.Name, call, reply);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Release(void* user)
    {
        var handle = GCHandle.FromIntPtr((nint)user);
        if (handle.Target is Registrations.Registration registration) registration.Owner.Remove(registration);
        else handle.Free(); // its VM was collected
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static luavm_status Method(void* user, luavm_call* call, luavm_reply* reply)
    {
        if (GCHandle.FromIntPtr((nint)user).Target is not ClassBinding.Method method) return Gone();
        return Invoke(method.Function, method.Name, call, reply);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static luavm_status Get(void* user, luavm_call* call, luavm_reply* reply)
    {
        if (GCHandle.FromIntPtr((nint)user).Target is not ClassBinding binding) return Gone();
        return binding.Kind.Getter(call->arguments[1]) is { } property
            ? Invoke(property.Get, property.Name, call, reply)
            : luavm_status.LUAVM_OK;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static luavm_status Set(void* user, luavm_call* call, luavm_reply* reply)
    {
        if (GCHandle.FromIntPtr((nint)user).Target is not ClassBinding binding) return Gone();
        var property = binding.Kind.Getter(call->arguments[1]);
        return property?.Set is { } set
            ? Invoke(set, property.Name, call, reply)
            : Invoke(binding.Kind.Refusal, binding.Kind.Name, call, reply);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void ReleaseClass(void* user)
    {
        var handle = GCHandle.FromIntPtr((nint)user);
        if (handle.Target is ClassBinding binding) binding.Release();
        else handle.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void ReleaseObject(void* user, void* target)
    {
        if (GCHandle.FromIntPtr((nint)user).Target is ClassBinding binding) binding.Objects.Remove((nint)target);
    }

    private static luavm_status Invoke(HostFunction function, string name, luavm_call* call, luavm_reply* reply)
    {
        if (VmCore.Current is not { } core) return Gone();
        var state = new CallState(core, name, call, reply);
        try
        {
            function.Body(new LuaCall(ref state));
            return state.Status;
        }
        catch (Exception exception)
        {
            return HostErrors.Raise(core, exception, reply);
        }
        finally
        {
            state.Frame?.End();
        }
    }

    // Not reached while this package runs the script: what it calls is held by the VM that runs.
    private static luavm_status Gone() => luavm_status.LUAVM_CLOSED;
}
