using LuaVm.Core.Services;

namespace LuaVm.Http.WebSocket;

/// <summary>The module <c>ws</c> under one policy.</summary>
public sealed class WsService : IService
{
    /// <param name="rules">What is allowed.</param>
    /// <param name="network">Where connections come from; null: the process's.</param>
    public WsService(WsRules rules, INetwork? network = null) =>
        Client = new WsClientService(rules, network ?? ProcessNetwork.Current);

    /// <summary>For hosts that connect under the same policy.</summary>
    internal WsClientService Client { get; }

    public void Attach(ServiceHost host)
    {
        var module = new WsModule(Client, host);
        host.Function("ws.connect", module.Connect);
        host.OnReset(module.Forget);
        host.OnRunEnd(module.EndRun);
    }
}
