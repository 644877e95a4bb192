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

    internal HttpTransport(ReachRules rules, int fieldBytes, INetwork network) =>
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectCallback = new CheckedConnector(rules, network).Connect,
            ConnectTimeout = Timeout.InfiniteTimeSpan, // the request's own end is looked at
            EnableMultipleHttp2Connections = true,
            InitialHttp2StreamWindowSize = WindowBytes,
            MaxResponseHeadersLength = fieldBytes / 1024,
            MaxResponseDrainSize = 0,
            PooledConnectionIdleTimeout = Idle,
            PooledConnectionLifetime = Lifetime,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        });

    /// <summary>Answers when the header fields are there.</summary>
    internal Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken abort)
    {
        if (OpenSocket.Count > 2 * RequestLine.Cap) KeepNone(request);
        request.Options.Set(CheckedConnector.Abort, abort);
        return _invoker.SendAsync(request, abort);
    }

    /// <summary>Each host has connections of its own that are kept, and scripts may know very many hosts.</summary>
    private static void KeepNone(HttpRequestMessage request)
    {
        if (request.Headers.NonValidated.Contains("Connection")) return; // a WebSocket, which nobody keeps
        request.Version = System.Net.HttpVersion.Version11;
        request.Headers.ConnectionClose = true;
    }

    /// <summary>Closes connections that nobody uses now, and those in use once they are done.</summary>
    public void Dispose() => _invoker.Dispose();
}
