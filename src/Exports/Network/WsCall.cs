using System.Text;
using System.Text.Unicode;
using LuaVm.Core;
using LuaVm.Http;
using LuaVm.Http.WebSocket;

namespace LuaVm.Exports.Network;

/// <summary>What hosts ask of WebSocket connections, checked.</summary>
internal static unsafe class WsCall
{
    private const int UrlMaximum = 8_192;
    private const int ProtocolsMaximum = 8_192;
    private const int DataMaximum = 1 << 30;
    private const int QueueMaximum = 1 << 30;
    private const int SocketMaximum = 65_535;
    private const ulong CloseMs = 5_000;
    private const string NoSuchSocket = "no such connection: the handle is 0, was freed, or was never made by this process";

    private static readonly HandleTable<HeldSocket> s_sockets = new(static socket => socket.Handle);
    private static int s_count;

    /// <summary>Throws <see cref="LuaFault"/>.</summary>
    internal static ulong Connect(in AbiWsOptions options)
    {
        var client = Client(options);
        var ask = Read(options, client.Rules);
        if (Interlocked.Increment(ref s_count) > SocketMaximum)
        {
            Interlocked.Decrement(ref s_count);
            throw new LuaFault(Status.Quota, $"{Quantity.Count(SocketMaximum)} connections are not freed, the most there can be; free some");
        }
        try
        {
            var socket = HeldSocket.Connect(client, ask);
            return s_sockets.Add(socket.Named);
        }
        catch
        {
            Interlocked.Decrement(ref s_count);
            throw;
        }
    }

    /// <summary>Throws <see cref="LuaFault"/>.</summary>
    internal static HeldSocket Find(ulong socket) => s_sockets.Find(socket) ?? throw new LuaFault(Status.Handle, NoSuchSocket);

    /// <summary>False: there is none.</summary>
    internal static bool Free(ulong socket)
    {
        if (!s_sockets.Remove(socket, static held => held.End())) return false;
        Interlocked.Decrement(ref s_count);
        return true;
    }

    /// <summary>Throws <see cref="LuaFault"/>.</summary>
    internal static void Send(HeldSocket socket, int kind, byte* data, nuint length, ulong timeoutMs)
    {
        if ((WsOpcode)kind is not (WsOpcode.Text or WsOpcode.Binary))
            throw new LuaFault(Status.Argument, $"there is no kind {kind}; send LUAVM_WS_TEXT or LUAVM_WS_BINARY");
        Envelope.CheckBytes(data, length, (nuint)Math.Min(DataMaximum, socket.Rules.MessageBytes), "data");
        if ((WsOpcode)kind == WsOpcode.Text && !Utf8.IsValid(new ReadOnlySpan<byte>(data, (int)length)))
            throw new LuaFault(Status.Argument, "data is not UTF-8; send it as LUAVM_WS_BINARY");
        socket.Send((WsOpcode)kind, data, length, Bound(timeoutMs, HttpRules.DefaultTimeoutMs, socket.Rules.TimeoutMs));
    }

    /// <summary>Throws <see cref="LuaFault"/>.</summary>
    internal static void Close(HeldSocket socket, int code, byte* reason, nuint length, ulong timeoutMs)
    {
        Envelope.CheckBytes(reason, length, WsCode.ReasonMaximum, "reason");
        var bytes = new ReadOnlySpan<byte>(reason, (int)length);
        if (!Utf8.IsValid(bytes)) throw new LuaFault(Status.Argument, "reason is not UTF-8");
        if (code == 0) code = WsCode.Normal;
        WsCode.Check(code, bytes.Length);
        socket.Close(code, Encoding.UTF8.GetString(bytes), Bound(timeoutMs, (int)CloseMs, socket.Rules.TimeoutMs));
    }

    private static WsClientService Client(in AbiWsOptions options)
    {
        Envelope.CheckSize(options.StructSize, sizeof(AbiWsOptions), "luavm_ws_options");
        Envelope.CheckFlags(options.Flags, 0, "luavm_ws_options");
        if (options.Policy == 0) return WsClientService.Host;
        return PolicyExports.Find(options.Policy).Ws?.Client
            ?? throw new LuaFault(Status.Sandbox, "the policy refuses it: it has no \"ws\"");
    }

    private static WsAsk Read(in AbiWsOptions options, WsRules rules)
    {
        Envelope.CheckBytes(options.Url, options.UrlLength, UrlMaximum, "url");
        Envelope.CheckBytes(options.Protocols, options.ProtocolsLength, ProtocolsMaximum, "protocols");
        if (options.QueueBytes > QueueMaximum)
            throw new LuaFault(Status.Argument, $"queue_bytes is {Quantity.Bytes(options.QueueBytes)}, the most is {Quantity.Bytes(QueueMaximum)}");
        var defaults = options.Policy == 0 ? new WsRules() : rules;
        return new WsAsk
        {
            Target = HttpTarget.Parse(Encoding.UTF8.GetString(new ReadOnlySpan<byte>(options.Url, (int)options.UrlLength))),
            Fields = HttpCall.Fields(options.Fields, options.FieldCount, rules.FieldCount, rules.FieldBytes),
            Protocols = Protocols(new ReadOnlySpan<byte>(options.Protocols, (int)options.ProtocolsLength)),
            TimeoutMs = Bound(options.TimeoutMs, defaults.TimeoutMs, rules.TimeoutMs),
            MessageBytes = Bound(options.MessageBytes, defaults.MessageBytes, rules.MessageBytes),
            QueueBytes = Bound(options.QueueBytes, defaults.QueueBytes, rules.QueueBytes),
            PingMs = Bound(options.PingMs, defaults.PingMs, int.MaxValue),
        };
    }

    private static List<string> Protocols(ReadOnlySpan<byte> text)
    {
        var protocols = new List<string>();
        if (text.IsEmpty) return protocols;
        foreach (var part in text.Split((byte)','))
            WsWish.AddProtocol(protocols, text[part].Trim(" "u8));
        return protocols;
    }

    private static int Bound(ulong given, int otherwise, int most) => given == 0 ? Math.Min(otherwise, most) : (int)Math.Min(given, (ulong)most);
}
