using System.Net;
using System.Net.Sockets;
using System.Text;
using LuaVm.Core;

namespace LuaVm.Redis;

/// <summary>A connection to a server, logged in. One command at a time; after any failure it is of no more use.</summary>
internal sealed class RespConnection : IDisposable
{
    private const long LoginBytes = 64 << 10;

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly RespReader _reader;

    private RespConnection(Socket socket, Stream stream)
    {
        _socket = socket;
        _stream = stream;
        _reader = new RespReader(stream);
    }

    /// <summary>It has served before, so that it may have gone stale since.</summary>
    internal bool Reused { get; set; }

    /// <summary>False where the server has closed it meanwhile, or said something unasked.</summary>
    internal bool Usable => _reader.Idle && !_socket.Poll(0, SelectMode.SelectRead);

    /// <summary>Connects and logs in. Throws <see cref="RespFault"/>, or <see cref="LuaFault"/> where the server
    /// refuses the login, or does not promise what it has to.</summary>
    internal static async ValueTask<RespConnection> Open(RedisUrl url, RedisAccess access, CancellationToken cancel)
    {
        var socket = await Connect(url, cancel);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (url.Tls) stream = await new RedisTls(url.Host, access.Authorities).Begin(stream, cancel);
            var connection = new RespConnection(socket, stream);
            await connection.Login(url, cancel);
            if (access.Durable) await connection.CheckDurable(cancel);
            return connection;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a command as a whole. Where this throws, the server has not got all of it, and does nothing.</summary>
    internal async ValueTask Send(RespCommand command, CancellationToken cancel)
    {
        try
        {
            await _stream.WriteAsync(command.Bytes, cancel);
            await _stream.FlushAsync(cancel);
        }
        catch (Exception e) when (IsBroken(e))
        {
            throw new RespFault("the connection to the server broke", e);
        }
    }

    internal async ValueTask<RespReply> Receive(long most, CancellationToken cancel)
    {
        try
        {
            return await _reader.Read(most, cancel);
        }
        catch (Exception e) when (IsBroken(e))
        {
            throw new RespFault("the connection to the server broke", e);
        }
    }

    /// <summary>Ends it; whoever waits in it gets a <see cref="RespFault"/>.</summary>
    public void Dispose() => _stream.Dispose();

    private static async ValueTask<Socket> Connect(RedisUrl url, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (IPAddress.TryParse(url.Host, out var address)) await socket.ConnectAsync(address, url.Port, cancel);
            else await socket.ConnectAsync(url.Host, url.Port, cancel);
            return socket;
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (!IsBroken(e)) throw;
            throw new RespFault($"the server cannot be reached{(e is SocketException s ? $" ({Reason(s)})" : "")}; "
                + "see that it runs, and that the store's url names it", e);
        }
    }

    private async ValueTask Login(RedisUrl url, CancellationToken cancel)
    {
        if (url.Password != null)
        {
            var auth = new RespCommand().Begin(url.User == null ? 2 : 3).Add("AUTH");
            if (url.User != null) auth.Add(url.User);
            await Ask(auth.Add(url.Password), cancel);
        }
        if (url.Database != 0) await Ask(new RespCommand().Begin(2).Add("SELECT").Add(url.Database), cancel);
    }

    /// <summary>Redis alone knows when it writes to its disk; what it does not promise is not promised here. Asked on every
    /// connection: it may have been started anew otherwise, or another server have the table now.</summary>
    private async ValueTask CheckDurable(CancellationToken cancel)
    {
        await Send(new RespCommand().Begin(3).Add("CONFIG"u8).Add("GET"u8).Add("append*"u8), cancel);
        var reply = await Receive(LoginBytes, cancel);
        if (reply.Kind == RespKind.Error) throw RedisErrors.Unproven();
        Expect(reply, "appendonly", "yes");
        Expect(reply, "appendfsync", "always");
    }

    private static void Expect(in RespReply settings, string name, string wanted)
    {
        var has = "unknown";
        for (var i = 0; i + 1 < settings.Count; i += 2)
        {
            if (Encoding.UTF8.GetString(settings[i].Bytes ?? []) == name) has = settings[i + 1].Shown;
        }
        if (has != wanted) throw RedisErrors.Forgetful(name, has, wanted);
    }

    private async ValueTask Ask(RespCommand command, CancellationToken cancel)
    {
        await Send(command, cancel);
        var reply = await Receive(LoginBytes, cancel);
        if (reply.Kind == RespKind.Error) throw RedisErrors.Refused(reply);
    }

    private static bool IsBroken(Exception e) => e is IOException or SocketException or ObjectDisposedException;

    private static string Reason(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "no such host",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "no route to it",
        SocketError.TimedOut => "no answer",
        _ => e.SocketErrorCode.ToString(),
    };
}
