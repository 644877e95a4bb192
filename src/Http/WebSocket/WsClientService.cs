using LuaVm.Core;

namespace LuaVm.Http.WebSocket;

/// <summary>WebSocket under one policy.</summary>
internal sealed class WsClientService(WsRules rules, INetwork network)
{
    private readonly Lazy<HttpTransport> _transport = new(() => new HttpTransport(rules.Reach, rules.FieldBytes, network));

    /// <summary>For hosts that connect without a policy.</summary>
    internal static WsClientService Host { get; } = new(WsRules.Any, SystemNetwork.Instance);

    internal WsRules Rules => rules;

    /// <summary>Opens a connection, which is the caller's to end. Throws <see cref="LuaFault"/>.</summary>
    internal async Task<WsConnection> Connect(WsAsk ask, CancellationToken abort)
    {
        if (ask.Target.Scheme is not ("ws" or "wss"))
            throw new LuaFault(Status.Argument, "bad URL: it does not begin with ws:// or wss://");
        rules.Reach.Check(ask.Target, "GET");
        if (ask.Target.IsSecure) TlsLibrary.Require();
        WsSlots.Enter();
        using var deadline = new Deadline(Math.Min(ask.TimeoutMs, rules.TimeoutMs), abort);
        try
        {
            return await Open(ask, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            WsSlots.Leave();
            throw NetworkFailure.Of(e, ask.Target, deadline);
        }
    }

    private async Task<WsConnection> Open(WsAsk ask, CancellationToken end)
    {
        var handshake = new WsHandshake(ask);
        using var request = handshake.Request();
        var answer = await _transport.Value.Send(request, end).ConfigureAwait(false);
        try
        {
            var protocol = handshake.Check(answer);
            var stream = await answer.Content.ReadAsStreamAsync(end).ConfigureAwait(false);
            return WsConnection.Start(ask, answer, stream, protocol);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }
}
