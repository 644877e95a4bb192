using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LuaVm.Core;
using LuaVm.Http;
using LuaVm.Http.WebSocket;

namespace LuaVm.Tests.Http.WebSocket;

/// <summary>A server on a free port of the loopback that does one thing with each connection.</summary>
internal sealed class WsServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<WsPeer, Task> _serve;
    private readonly X509Certificate2? _certificate;
    private readonly TaskCompletionSource _served = new();
    private int _connections;

    /// <param name="serve">After the handshake.</param>
    /// <param name="answer">The answer to a handshake; null: as it should be.</param>
    /// <param name="certificate">Null: without TLS.</param>
    internal WsServer(Func<WsPeer, Task> serve, Func<string, string>? answer = null, X509Certificate2? certificate = null)
    {
        (_serve, _certificate) = (serve, certificate);
        _listener.Start();
        _ = Listen(answer);
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal string Url => $"ws://127.0.0.1:{Port}/chat?x=1";

    internal int Connections => _connections;

    /// <summary>Completes when the first connection was served, with what was thrown.</summary>
    internal Task Served => _served.Task.WaitAsync(TimeSpan.FromSeconds(30));

    internal WsRules Rules => new()
    {
        Reach = new ReachRules { Hosts = [new HostRule("*", Enumerable.Range(1, 65535), [])], Addresses = new AddressRules(Loopback, []) },
        PingMs = 0,
    };

    internal Vm Open(WsRules? rules = null, Limits limits = default, INetwork? network = null) =>
        Vm.Create(Scripts.NextHandle(), new VmOptions { Limits = limits == default ? Patient : limits, Services = [new WsService(rules ?? Rules, network)] });

    /// <summary>What a kill has broken off gives up its place on the thread pool.</summary>
    internal static void AssertIdle() =>
        Assert.That(SpinWait.SpinUntil(static () => WsSlots.Open == 0, HttpVm.Patience), "a connection keeps its place");

    public void Dispose() => _listener.Dispose();

    private static Limits Patient { get; } = new() { WallMs = 120_000 };

    private static IPNetwork[] Loopback => AddressRules.TryParse("127.0.0.0/8", out var range) ? [range] : [];

    private async Task Listen(Func<string, string>? answer)
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync();
            Interlocked.Increment(ref _connections);
            _ = Serve(client, answer);
        }
    }

    private async Task<Stream> Secure(Stream stream)
    {
        if (_certificate is null) return stream;
        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(_certificate);
        return secure;
    }

    private async Task Serve(TcpClient client, Func<string, string>? answer)
    {
        using (client)
        {
            try
            {
                var peer = new WsPeer(await Secure(client.GetStream()));
                await peer.Shake(answer);
                await _serve(peer);
                _served.TrySetResult();
            }
            catch (Exception e)
            {
                _served.TrySetException(e);
            }
        }
    }
}
