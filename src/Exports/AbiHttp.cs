using System.Runtime.InteropServices;
using LuaVm.Interop;

namespace LuaVm.Exports;

/// <summary>luavm_http_field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AbiHttpField
{
    internal LuaBytes Name;
    internal LuaBytes Value;
}

/// <summary>luavm_http_request.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AbiHttpRequest
{
    internal uint StructSize;
    internal uint Flags;
    internal byte* Url;
    internal nuint UrlLength;
    internal byte* Method;
    internal nuint MethodLength;
    internal AbiHttpField* Fields;
    internal nuint FieldCount;
    internal byte* Body;
    internal nuint BodyLength;
    internal ulong TimeoutMs;
    internal ulong ResponseBytes;
    internal ulong Policy;
}

/// <summary>luavm_http_response.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AbiHttpResponse
{
    internal uint StructSize;
    internal int Status;
    internal LuaBytes Message;
    internal int Code;
    internal int Redirects;
    internal LuaBytes Url;
    internal nuint FieldCount;
    internal AbiHttpField* Fields;
    internal LuaBytes Body;
    internal ulong WallNs;
}
