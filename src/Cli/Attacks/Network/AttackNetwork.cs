using LuaVm.Core.Services;
using LuaVm.Http;
using LuaVm.Http.WebSocket;

namespace LuaVm.Cli.Attacks.Network;

/// <summary>The network as attacks get it: a world without sockets, in which they may ask any host at a public address.</summary>
internal static class AttackNetwork
{
    private static readonly int[] Ports = [9, 80, 443];
    private static readonly FakeNetwork World = new();

    internal static void Enter() => ProcessNetwork.Current = World;

    internal static string? TakeBreach() => World.TakeBreach();

    internal static IReadOnlyList<IService> ServicesFor(string? module)
    {
        var reach = new ReachRules { Hosts = [new HostRule("*", Ports, [])] };
        return module is "http" or "ws"
            ? [new HttpService(new HttpRules { Reach = reach }), new WsService(new WsRules { Reach = reach })]
            : [];
    }
}
