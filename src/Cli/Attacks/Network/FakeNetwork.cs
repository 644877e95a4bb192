using System.Net;
using System.Net.Sockets;
using LuaVm.Http;

namespace LuaVm.Cli.Attacks.Network;

/// <summary>
/// The world that attacks on the network see: a few names, servers that misbehave, and no socket. What must not be asked
/// of any network is remembered.
/// </summary>
internal sealed class FakeNetwork : INetwork
{
    private static readonly IPAddress Public = new([11, 0, 0, 1]); // any that the rules take for public

    private int _rebound;
    private string? _breach;

    /// <summary>Says what should not have happened since the last time; null: nothing.</summary>
    internal string? TakeBreach() => Interlocked.Exchange(ref _breach, null);

    internal void Report(string breach) => Interlocked.CompareExchange(ref _breach, breach, null);

    public Task<IPAddress[]> Resolve(string name, CancellationToken abort) => Task.FromResult<IPAddress[]>(name switch
    {
        "rebind.luavm.test" => [Interlocked.Increment(ref _rebound) % 2 == 1 ? Public : IPAddress.Loopback],
        "localhost" or "127.0.0.1.nip.io" => [IPAddress.Loopback, IPAddress.IPv6Loopback],
        "example.com" => [Public],
        _ when name.EndsWith(".luavm.test", StringComparison.Ordinal) => [Public],
        _ => throw new SocketException((int)SocketError.HostNotFound),
    });

    public Task<Stream> Connect(IPAddress address, int port, CancellationToken abort)
    {
        if (address.Equals(Public)) return Task.FromResult<Stream>(new FakePeer(head => FakeAnswers.To(this, head)));
        Report($"a connection to {address} at port {port} was asked for");
        throw new SocketException((int)SocketError.ConnectionRefused);
    }
}
