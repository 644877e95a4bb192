using System.Net;
using System.Net.Sockets;
using LuaVm.Core;

namespace LuaVm.Http;

/// <summary>
/// Makes the connections of one policy. A name is resolved here, each address is checked here, and the connection goes
/// to the address that was checked: nothing in between resolves it again.
/// </summary>
internal sealed class CheckedConnector(ReachRules rules, INetwork network)
{
    /// <summary>How long an address may take to answer while there are others to try.</summary>
    private const int PatienceMs = 3_000;

    /// <summary>Most names that are looked up at once, also where nobody waits for them any more: other policies have some as well.</summary>
    internal const int LookupMaximum = 16;

    /// <summary>Marks a request with its end, so that a connection made for it does not outlast it.</summary>
    internal static readonly HttpRequestOptionsKey<CancellationToken> Abort = new("luavm.abort");

    private readonly Lazy<Authorities?> _authorities = new(() => Authorities.Load(rules.CaFile), LazyThreadSafetyMode.PublicationOnly);
    private readonly SemaphoreSlim _lookups = new(LookupMaximum);

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    internal async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken pool)
    {
        var request = context.InitialRequestMessage;
        request.Options.TryGetValue(Abort, out var abort);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(pool, abort);
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var connection = await ConnectToAny(host, await Resolve(host, both.Token).ConfigureAwait(false), port, both.Token).ConfigureAwait(false);
        var scheme = request.RequestUri!.Scheme;
        if (scheme is "http" or "ws") return connection;
        return await new TlsHandshake(host, _authorities.Value).Begin(connection, scheme == "https", both.Token).ConfigureAwait(false);
    }

    private async Task<List<IPAddress>> Resolve(string host, CancellationToken abort)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            rules.Check(host, literal);
            return [literal];
        }
        var allowed = new List<IPAddress>();
        LuaFault? refused = null;
        foreach (var address in await AddressesOf(host, abort).ConfigureAwait(false))
        {
            try
            {
                rules.Check(host, address);
                allowed.Add(address);
            }
            catch (LuaFault fault)
            {
                refused = fault;
            }
        }
        return allowed.Count > 0 ? allowed : throw refused ?? NotFound(host);
    }

    private async Task<IPAddress[]> AddressesOf(string host, CancellationToken abort)
    {
        await _lookups.WaitAsync(abort).ConfigureAwait(false);
        try
        {
            return await LookUp(host, abort).WaitAsync(abort).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            throw NotFound(host);
        }
    }

    private async Task<IPAddress[]> LookUp(string host, CancellationToken abort)
    {
        try
        {
            return await network.Resolve(host, abort).ConfigureAwait(false);
        }
        finally
        {
            _lookups.Release();
        }
    }

    private async Task<Stream> ConnectToAny(string host, List<IPAddress> addresses, int port, CancellationToken abort)
    {
        for (var i = 0; ; i++)
        {
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(abort);
            if (i + 1 < addresses.Count) attempt.CancelAfter(PatienceMs);
            try
            {
                return await network.Connect(addresses[i], port, attempt.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !abort.IsCancellationRequested))
            {
                if (i + 1 < addresses.Count) continue;
                throw new LuaFault(Status.Network, $"{host} at port {port} cannot be reached: {Describe(e)}");
            }
        }
    }

    private static LuaFault NotFound(string host) => new(Status.Network, $"there is no address for the host {host}");

    private static string Describe(Exception e) => (e as SocketException)?.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "it refuses the connection",
        SocketError.TimedOut or null => "it does not answer",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "there is no way to it",
        SocketError.TooManyOpenSockets => "this process has too many files open",
        _ => "the system cannot connect to it",
    };
}
