using System.Runtime.InteropServices;

namespace LuaVm.Exports;

/// <summary>luavm_ws_options.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AbiWsOptions
{
    internal uint StructSize;
    internal uint Flags;
    internal byte* Url;
    internal nuint UrlLength;
    internal AbiHttpField* Fields;
    internal nuint FieldCount;
    internal byte* Protocols;
    internal nuint ProtocolsLength;
    internal ulong TimeoutMs;
    internal ulong MessageBytes;
    internal ulong QueueBytes;
    internal ulong PingMs;
    internal ulong Policy;
}
