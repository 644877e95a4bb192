using LuaVm.Core;

namespace LuaVm.Http.WebSocket;

/// <summary>The peer has sent what ends the connection; it is told by the code.</summary>
internal sealed class WsViolation(WsEnd end) : Exception
{
    internal WsEnd End => end;

    internal static WsViolation Of(string what) =>
        new(new WsEnd(WsCode.Protocol, $"the peer does not keep to the protocol: {what}", Status.Network));
}
