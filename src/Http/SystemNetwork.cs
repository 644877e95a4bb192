using System.Net;
using System.Net.Sockets;

namespace LuaVm.Http;

/// <summary>The system's resolver and TCP.</summary>
public sealed class SystemNetwork : INetwork
{
    private SystemNetwork()
    {
    }

    public static SystemNetwork Instance { get; } = new();

    public Task<IPAddress[]> Resolve(string name, CancellationToken abort) => NameLookups.OfSystem.Find(name, abort);

    public async Task<Stream> Connect(IPAddress address, int port, CancellationToken abort)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), abort).ConfigureAwait(false);
            return new OpenSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
