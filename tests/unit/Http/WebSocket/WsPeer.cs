using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LuaVm.Tests.Http.WebSocket;

/// <summary>The server's end of a connection, written by hand: it may send what no library would.</summary>
internal sealed class WsPeer(Stream stream)
{
    internal const string Suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    internal string Request { get; private set; } = "";

    /// <summary>Reads the request of the handshake, and answers it.</summary>
    internal async Task Shake(Func<string, string>? answer = null)
    {
        while (!Request.EndsWith("\r\n\r\n", StringComparison.Ordinal)) Request += Encoding.Latin1.GetString(await Read(1));
        await stream.WriteAsync(Encoding.Latin1.GetBytes((answer ?? Accept)(Request)));
    }

    internal static string Accept(string request) =>
        $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Accept: {Key(request)}\r\n\r\n";

    internal static string Key(string request)
    {
        var key = request.Split("Sec-WebSocket-Key: ")[1].Split("\r\n")[0];
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Suffix)));
    }

    internal Task Text(string text) => Frame(0x81, Encoding.UTF8.GetBytes(text));

    internal async Task Frame(byte first, byte[] payload)
    {
        byte[] head = payload.Length < 126
            ? [first, (byte)payload.Length]
            : [first, 126, (byte)(payload.Length >> 8), (byte)payload.Length];
        await Raw([.. head, .. payload]);
    }

    internal async Task Raw(byte[] bytes)
    {
        await stream.WriteAsync(bytes);
        await stream.FlushAsync();
    }

    internal Task Close(int code, string reason = "") => Frame(0x88, [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes(reason)]);

    /// <summary>The next frame; it is masked, or the test fails.</summary>
    internal async Task<(byte First, byte[] Payload)> Receive()
    {
        var head = await Read(2);
        Assert.That(head[1] & 0x80, Is.Not.Zero, "a client's frame is masked");
        var length = head[1] & 0x7f;
        if (length == 126) length = BinaryPrimitives.ReadUInt16BigEndian(await Read(2));
        else if (length == 127) length = (int)BinaryPrimitives.ReadUInt64BigEndian(await Read(8));
        var key = await Read(4);
        var payload = await Read(length);
        for (var i = 0; i < length; i++) payload[i] ^= key[i % 4];
        return (head[0], payload);
    }

    /// <summary>The close frame that comes next; whatever comes before it is skipped.</summary>
    internal async Task<(int Code, string Reason)> ReceiveClose()
    {
        while (true)
        {
            var (first, payload) = await Receive();
            if (first != 0x88) continue;
            return payload.Length == 0 ? (1005, "") : (BinaryPrimitives.ReadUInt16BigEndian(payload), Encoding.UTF8.GetString(payload, 2, payload.Length - 2));
        }
    }

    /// <summary>Whether the client has ended the connection, a frame or not.</summary>
    internal async Task<bool> IsGone()
    {
        try
        {
            return await stream.ReadAsync(new byte[1]) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private async Task<byte[]> Read(int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }
}
