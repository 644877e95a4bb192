using System.Net;
using System.Net.Sockets;
using LuaVm.Http;

namespace LuaVm.Tests.Http;

/// <summary>A network that resolves as a test says, and makes no connection but those to one server of this machine.</summary>
internal sealed class ScriptedNetwork(LoopbackServer? server = null) : INetwork
{
    private readonly List<string> _asked = [];

    /// <summary>Addresses of a name, each time it is asked for.</summary>
    internal Func<string, IPAddress[]> Names { get; init; } = static _ => throw new SocketException((int)SocketError.HostNotFound);

    /// <summary>Whether a connection that is not the server's fails, or is never made.</summary>
    internal bool Refuses { get; init; } = true;

    /// <summary>Nobody waits for a connection any more.</summary>
    internal TaskCompletionSource GivenUp { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>"name" and "address:port", in order.</summary>
    internal string[] Asked
    {
        get
        {
            lock (_asked) return [.. _asked];
        }
    }

    public Task<IPAddress[]> Resolve(string name, CancellationToken abort)
    {
        lock (_asked) _asked.Add(name);
        return Task.FromResult(Names(name));
    }

    public async Task<Stream> Connect(IPAddress address, int port, CancellationToken abort)
    {
        lock (_asked) _asked.Add($"{address}:{port}");
        if (server is not null) return await SystemNetwork.Instance.Connect(IPAddress.Loopback, server.Port, abort);
        if (Refuses) throw new SocketException((int)SocketError.ConnectionRefused);
        using (abort.Register(GivenUp.SetResult)) await GivenUp.Task;
        throw new OperationCanceledException(abort);
    }
}
