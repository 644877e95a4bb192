using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LuaVm.Core;
using LuaVm.Interop;
#if LUAVM_NETWORK
using LuaVm.Exports.Network;
#endif

namespace LuaVm.Exports;

/// <summary>Section "WebSocket" of luavm.h.</summary>
internal static unsafe class WsExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_ws_connect", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Connect(AbiWsOptions* options, ulong* socket, LuaBytes** error)
    {
        try
        {
            if (socket == null) throw new LuaFault(Status.Argument, "socket is NULL; pass where the handle goes");
            if (options == null) throw new LuaFault(Status.Argument, "options is NULL; pass a luavm_ws_options");
            var asked = *options; // once: the caller may write to it meanwhile
            *socket = Open(asked);
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_ws_send", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Send(ulong socket, int kind, byte* data, nuint length, ulong timeoutMs, LuaBytes** error)
    {
        try
        {
#if LUAVM_NETWORK
            WsCall.Send(WsCall.Find(socket), kind, data, length, timeoutMs);
            return (int)Status.Ok;
#else
            throw NoSocket();
#endif
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_ws_receive", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Receive(ulong socket, ulong timeoutMs, int* kind, int* code, LuaBytes** data, LuaBytes** error)
    {
        try
        {
            if (kind == null) throw new LuaFault(Status.Argument, "kind is NULL; pass where the kind of the message goes");
            if (data == null) throw new LuaFault(Status.Argument, "data is NULL; pass where the message goes");
#if LUAVM_NETWORK
            *data = WsCall.Find(socket).Receive(timeoutMs, out *kind, out var ended);
            if (code != null) *code = ended;
            return (int)Status.Ok;
#else
            throw NoSocket();
#endif
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_ws_close", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Close(ulong socket, int code, byte* reason, nuint length, ulong timeoutMs, LuaBytes** error)
    {
        try
        {
#if LUAVM_NETWORK
            WsCall.Close(WsCall.Find(socket), code, reason, length, timeoutMs);
            return (int)Status.Ok;
#else
            throw NoSocket();
#endif
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_ws_free", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Free(ulong socket)
    {
        if (socket == 0) return (int)Status.Ok;
        try
        {
#if LUAVM_NETWORK
            return (int)(WsCall.Free(socket) ? Status.Ok : Status.Handle);
#else
            return (int)Status.Handle;
#endif
        }
        catch (Exception e)
        {
            return Fence.Report(e, (LuaBytes**)null);
        }
    }

#if LUAVM_NETWORK
    private static ulong Open(in AbiWsOptions options) => WsCall.Connect(options);
#else
    private static ulong Open(in AbiWsOptions options) =>
        throw new LuaFault(Status.Unsupported, "this library was built without the network");

    private static LuaFault NoSocket() => new(Status.Handle, "no such connection: this library was built without the network");
#endif
}
