using System.Text;

namespace LuaVm.Http;

/// <summary>
/// The connections of one policy: made under it, kept for it, used by nobody else. Nothing of the process's
/// surroundings (proxies, cookies, credentials) has a say.
/// </summary>
internal sealed class HttpTransport : IDisposable
{
    /// <summary>What a server may send of an answer by HTTP/2 that nobody reads, and no more however fast it is.</summary>
    internal const int WindowBytes = 128 << 10;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2); // then its host is resolved and checked again

    private readonly HttpMessageInvoker _invoker;
    private readonly HttpMessageInvoker _once; // keeps no connection

    internal HttpTransport(ReachRules rules, int fieldBytes, INetwork network)
    {
        var connector = new CheckedConnector(rules, network);
        (_invoker, _once) = (Invoker(connector, fieldBytes, Lifetime), Invoker(connector, fieldBytes, TimeSpan.Zero));
    }

    private static HttpMessageInvoker Invoker(CheckedConnector connector, int fieldBytes, TimeSpan lifetime) =>
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectCallback = connector.Connect,
            ConnectTimeout = Timeout.InfiniteTimeSpan, // the request's own end is looked at
            EnableMultipleHttp2Connections = true,
            InitialHttp2StreamWindowSize = WindowBytes,
            MaxResponseHeadersLength = fieldBytes / 1024,
            MaxResponseDrainSize = 0,
            PooledConnectionIdleTimeout = Idle,
            PooledConnectionLifetime = lifetime,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        });

    /// <summary>Answers when the header fields are there.</summary>
    internal Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken abort)
    {
        request.Options.Set(CheckedConnector.Abort, abort);
        // Each host has connections of its own that are kept, and scripts may know very many hosts.
        return (OpenSocket.Count > 2 * RequestLine.Cap ? _once : _invoker).SendAsync(request, abort);
    }

    /// <summary>Closes connections that nobody uses now, and those in use once they are done.</summary>
    public void Dispose()
    {
        _invoker.Dispose();
        _once.Dispose();
    }
}
