using System.Text.Unicode;
using LuaVm.Core;
using LuaVm.Core.Services;
using LuaVm.Interop;

namespace LuaVm.Http.WebSocket;

/// <summary>What scripts do with a connection.</summary>
internal static unsafe class WsSocketMethods
{
    private const int CloseMs = 5_000;

    /// <summary>socket.url, protocol, open; after the end: code, reason.</summary>
    internal static void Get(ref ServiceCall call)
    {
        var connection = call.Target<WsSocket>().Connection;
        var key = call[1].Type == LuaType.Bytes ? call[1].Bytes->Span : default;
        if (key.SequenceEqual("url"u8)) call.Return(connection.Target.ToString());
        else if (key.SequenceEqual("protocol"u8)) call.Return(connection.Protocol);
        else if (key.SequenceEqual("open"u8)) call.Return(connection.IsOpen);
        else if (key.SequenceEqual("code"u8) && connection.Queue.End is { } end) call.Return(end.Code);
        else if (key.SequenceEqual("reason"u8) && connection.Queue.End is { } why) call.Return(why.Reason);
        else call.ReturnNil();
    }

    /// <summary>socket:send(data [, "text" | "binary"]).</summary>
    internal static void Send(ref ServiceCall call)
    {
        var socket = call.Target<WsSocket>();
        var data = call.Bytes(1, "data");
        var opcode = Kind(call);
        if (data.Length > socket.Rules.MessageBytes)
            throw new LuaFault(Status.Runtime, $"{call.Name}: the message is longer than {Quantity.Bytes((ulong)socket.Rules.MessageBytes)}");
        if (opcode == WsOpcode.Text && !Utf8.IsValid(data))
            throw call.Bad(1, "data: a text is UTF-8; send other bytes as \"binary\"");
        socket.Send(call.Name, opcode, call[1].Bytes->Data, data.Length);
    }

    /// <summary>socket:receive([seconds]): data, kind; or nil, "timeout"; or, at the end, nil, code, reason.</summary>
    internal static void Receive(ref ServiceCall call) => Receive(ref call, call.IsNil(1) ? null : Milliseconds(call, 1));

    /// <summary>for data, kind in socket do.</summary>
    internal static void Next(ref ServiceCall call) => Receive(ref call, null);

    /// <summary>socket:close([code [, reason [, seconds]]]): whether the peer has answered.</summary>
    internal static void Close(ref ServiceCall call)
    {
        var code = call.IsNil(1) ? WsCode.Normal : call.Integer(1, "code");
        var reason = call.IsNil(2) ? "" : call.Text(2, "reason");
        try
        {
            WsCode.Check(code, call.IsNil(2) ? 0 : call.Bytes(2, "reason").Length);
        }
        catch (LuaFault fault)
        {
            throw HttpModule.As(call.Name, fault);
        }
        var milliseconds = call.IsNil(3) ? CloseMs : Milliseconds(call, 3);
        call.Return(call.Target<WsSocket>().Close(call.Name, (int)code, reason, milliseconds));
    }

    /// <summary>The end of a scope: local socket &lt;close&gt;.</summary>
    internal static void Leave(ref ServiceCall call) =>
        call.Target<WsSocket>().Close(call.Name, WsCode.Normal, "", CloseMs);

    internal static void Describe(ref ServiceCall call) =>
        call.Return($"ws.socket ({(call.Target<WsSocket>().Connection.IsOpen ? "open" : "closed")})");

    private static void Receive(ref ServiceCall call, int? milliseconds)
    {
        var socket = call.Target<WsSocket>();
        var taken = socket.Receive(call.Name, milliseconds);
        if (taken is WsOpcode.Text or WsOpcode.Binary)
        {
            call.Return(socket.Message);
            call.Return(taken == WsOpcode.Text ? "text"u8 : "binary"u8);
            socket.Drop();
            return;
        }
        call.ReturnNil();
        if (taken == WsOpcode.Continuation)
        {
            call.Return("timeout"u8);
            return;
        }
        var end = socket.Connection.Queue.End!;
        call.Return(end.Code);
        call.Return(end.Reason);
    }

    private static WsOpcode Kind(in ServiceCall call)
    {
        if (call.IsNil(2)) return WsOpcode.Text;
        var kind = call.Bytes(2, "kind");
        if (kind.SequenceEqual("text"u8)) return WsOpcode.Text;
        return kind.SequenceEqual("binary"u8) ? WsOpcode.Binary : throw call.Bad(2, "kind: \"text\" or \"binary\"");
    }

    /// <summary>Seconds, with a fraction.</summary>
    private static int Milliseconds(in ServiceCall call, int at)
    {
        var milliseconds = Math.Ceiling(call.Number(at, "seconds") * 1_000);
        return milliseconds >= 0 ? (int)Math.Min(milliseconds, int.MaxValue - 1) : throw call.Bad(at, "seconds: 0 or more");
    }
}
