using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LuaVm.Tests.Http;

/// <summary>A server on a free port of 127.0.0.1 that does to each connection what a test says.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Connection, Task> _serve;
    private readonly X509Certificate2? _certificate;
    private readonly List<SslApplicationProtocol>? _protocols;
    private int _connections;
    private int _requests;

    internal LoopbackServer(Func<Connection, Task> serve, X509Certificate2? certificate = null, params SslApplicationProtocol[] protocols)
    {
        (_serve, _certificate, _protocols) = (serve, certificate, protocols.Length == 0 ? null : [.. protocols]);
        _listener.Start(512);
        _ = Accept();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal string Url => $"{(_certificate is null ? "http" : "https")}://{(_certificate is null ? "127.0.0.1" : "localhost")}:{Port}";

    internal int Connections => Volatile.Read(ref _connections);

    /// <summary>Heads of requests that have arrived.</summary>
    internal int Requests => Volatile.Read(ref _requests);

    /// <summary>Completes once the peer of some connection has closed it.</summary>
    internal TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Answers every request of every connection alike.</summary>
    internal static LoopbackServer Answering(Func<string, string> answer, X509Certificate2? certificate = null) => new(async connection =>
    {
        while (await connection.ReadHead() is { } head) await connection.Write(answer(head));
    }, certificate);

    /// <summary>Says something to the first request, and nothing more.</summary>
    internal static LoopbackServer Stalling(string said = "") => new(async connection =>
    {
        await connection.ReadHead();
        await connection.Write(said);
        await connection.WaitForClose();
    });

    internal static string Ok(string body, string fields = "") => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n{fields}\r\n{body}";

    public void Dispose() => _listener.Dispose();

    private async Task Accept()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync();
            Interlocked.Increment(ref _connections);
            _ = Serve(client);
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            Stream stream = client.GetStream();
            try
            {
                if (_certificate is not null)
                {
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate, ApplicationProtocols = _protocols });
                    stream = tls;
                }
                await _serve(new Connection(this, stream));
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
            {
                Closed.TrySetResult();
            }
        }
    }

    internal sealed class Connection(LoopbackServer server, Stream stream)
    {
        private string _read = "";

        /// <summary>The next request, without its body; null: the peer has closed.</summary>
        internal async Task<string?> ReadHead()
        {
            var buffer = new byte[4096];
            while (true)
            {
                var end = _read.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                if (end >= 0)
                {
                    var head = _read[..end];
                    _read = _read[(end + 4)..];
                    Interlocked.Increment(ref server._requests);
                    return head;
                }
                var count = await stream.ReadAsync(buffer);
                if (count == 0)
                {
                    server.Closed.TrySetResult();
                    return null;
                }
                _read += Encoding.Latin1.GetString(buffer, 0, count);
            }
        }

        /// <summary>So many bytes; null: the peer has closed.</summary>
        internal async Task<byte[]?> Read(int count)
        {
            var bytes = new byte[count];
            return await stream.ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false) == count ? bytes : null;
        }

        internal Task Write(string text) => Write(Encoding.Latin1.GetBytes(text));

        internal async Task Write(byte[] bytes) => await stream.WriteAsync(bytes);

        internal async Task WaitForClose()
        {
            var buffer = new byte[4096];
            while (await stream.ReadAsync(buffer) > 0)
            {
            }
            server.Closed.TrySetResult();
        }
    }
}
