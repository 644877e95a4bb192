using LuaVm.Core;

namespace LuaVm.Http.WebSocket;

/// <summary>How a connection came to its end.</summary>
/// <param name="Code">As in a close frame; <see cref="WsCode.None"/> and <see cref="WsCode.Broken"/> are never in one.</param>
/// <param name="Reason">Of the peer's, or ours in words.</param>
/// <param name="Status"><see cref="Status.Ok"/>: the peer has said good-bye. Else what it is to whoever waits.</param>
internal sealed record WsEnd(int Code, string Reason, Status Status)
{
    internal static readonly WsEnd Aborted = new(WsCode.Broken, "the connection was ended here", Status.Closed);
    internal static readonly WsEnd Stopped = new(WsCode.Broken, "a run of the VM was stopped", Status.Closed);
    internal static readonly WsEnd BrokenOff = new(WsCode.Broken, "the connection broke off", Status.Network);
}
