using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LuaVm.Core;
using LuaVm.Interop;
#if LUAVM_NETWORK
using LuaVm.Exports.Network;
#endif

namespace LuaVm.Exports;

/// <summary>Section "HTTP" of luavm.h.</summary>
internal static unsafe class HttpExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_http_request", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Request(AbiHttpRequest* request, AbiHttpResponse** response) => Answer(request, response);

    [UnmanagedCallersOnly(EntryPoint = "managed_http_get", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Get(byte* url, nuint length, AbiHttpResponse** response)
    {
        var request = new AbiHttpRequest { StructSize = (uint)sizeof(AbiHttpRequest), Url = url, UrlLength = length };
        return Answer(&request, response);
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_http_free", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Free(AbiHttpResponse* response)
    {
        try
        {
            return (int)(NativeMethods.shim_block_free(response, ResponseBlock.Kind) != 0 ? Status.Ok : Status.Argument);
        }
        catch (Exception e)
        {
            return Fence.Report(e, (LuaBytes**)null);
        }
    }

    private static int Answer(AbiHttpRequest* request, AbiHttpResponse** response)
    {
        if (response == null) return (int)Status.Argument;
        var block = ResponseBlock.TryNew();
        if (block is null) return (int)Status.Memory;
        try
        {
            Ask(request, block);
            return block.Publish(response);
        }
        catch (Exception e)
        {
            return block.Fail(e, response);
        }
    }

#if LUAVM_NETWORK
    private static void Ask(AbiHttpRequest* request, ResponseBlock block)
    {
        if (request == null) throw new LuaFault(Status.Argument, "request is NULL; pass a luavm_http_request");
        var asked = *request; // once: the caller may write to it meanwhile
        HttpCall.Make(asked, block);
    }
#else
    private static void Ask(AbiHttpRequest* request, ResponseBlock block) =>
        throw new LuaFault(Status.Unsupported, "this library was built without the network");
#endif
}
