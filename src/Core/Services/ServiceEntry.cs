using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using LuaVm.Interop;

namespace LuaVm.Core.Services;

/// <summary>A function of a service as one VM knows it: what stands between the engine and managed code.</summary>
internal sealed unsafe class ServiceEntry(ServiceHost host, string name, ServiceFunction function)
{
    private const string Defect = "a defect of the library was met; please report what was called";

    internal ServiceHost Host => host;
    internal string Name => name;

    /// <summary>What the engine keeps as `user`; given back by <see cref="Release"/>.</summary>
    internal void* Handle() => (void*)GCHandle.ToIntPtr(GCHandle.Alloc(this));

    internal static T At<T>(void* handle)
        where T : class => Unsafe.As<T>(GCHandle.FromIntPtr((nint)handle).Target!);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int Call(void* user, HostCall* call, HostReply* reply) =>
        At<ServiceEntry>(user).Invoke(call, reply);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void Release(void* user) => GCHandle.FromIntPtr((nint)user).Free();

    internal int Invoke(HostCall* call, HostReply* reply)
    {
        try
        {
            if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
                return Fail(reply, Status.Runtime, $"{name}: called too deep in the C stack");
            var made = new ServiceCall(this, call, reply);
            function(ref made);
            return (int)made.Status;
        }
        catch (ServiceStopped)
        {
            reply->ValueCount = 0; // the kill meets the script as soon as this has returned
            return (int)Status.Ok;
        }
        catch (LuaFault fault)
        {
            return Fail(reply, fault.Status, fault.Message);
        }
        catch (OutOfMemoryException)
        {
            return Fail(reply, Status.Memory, "");
        }
        catch (Exception)
        {
            return Fail(reply, Status.Runtime, $"{name}: {Defect}");
        }
    }

    private static int Fail(HostReply* reply, Status status, string message)
    {
        reply->ValueCount = 0;
        if (status is Status.Memory or Status.Quota) return (int)status;
        if (status != Status.Sandbox) status = Status.Runtime;
        var length = Encoding.UTF8.GetByteCount(message);
        void* memory;
        var made = NativeMethods.shim_reply_memory(reply, (nuint)(sizeof(LuaBytes) + length + 1), &memory);
        if (made != (int)Status.Ok) return made;
        var bytes = (LuaBytes*)memory;
        bytes->Data = (byte*)(bytes + 1);
        bytes->Length = (nuint)length;
        Encoding.UTF8.GetBytes(message, new Span<byte>(bytes->Data, length));
        reply->Values[0] = new LuaValue { Type = LuaType.Bytes, Bytes = bytes };
        reply->ValueCount = 1;
        return (int)status;
    }
}
