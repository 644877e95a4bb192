using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace LuaVm.Cli.Attacks.Network;

/// <summary>What the servers of <see cref="FakeNetwork"/> say; tests/attacks/README.md lists them.</summary>
internal static class FakeAnswers
{
    private const int BombBytes = 64 << 20;
    private const string WebSocketGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, section 1.3

    private static readonly byte[] Chunk = new byte[16 << 10];
    private static readonly Lazy<byte[]> Bomb = new(MakeBomb);

    /// <summary>The pieces of an answer.</summary>
    /// <param name="network">Is told of what should not have been sent.</param>
    /// <param name="head">Of the request, without its last line end.</param>
    internal static IAsyncEnumerable<byte[]> To(FakeNetwork network, string head)
    {
        var lines = head.Split("\r\n");
        if (lines.Any(static line => line.StartsWith("X-Evil", StringComparison.OrdinalIgnoreCase)) || head.Contains('\0', StringComparison.Ordinal))
            network.Report("a header that was smuggled in was sent");
        var path = lines[0].Split(' ') is [_, var asked, ..] ? asked : "";
        return (Field(lines, "host") + path) switch
        {
            "redirect.luavm.test/to-loopback" => Redirect("http://127.0.0.1/"),
            "redirect.luavm.test/to-metadata" => Redirect("http://169.254.169.254/latest/meta-data/"),
            "redirect.luavm.test/loop" => Redirect("/loop"),
            "stream.luavm.test/endless" => Endless("HTTP/1.1 200 OK\r\n\r\n"),
            "stream.luavm.test/gzip-bomb" => Pieces($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {Bomb.Value.Length}\r\n\r\n", Bomb.Value),
            "stream.luavm.test/slow" => Slow(),
            "stream.luavm.test/ws" => EndlessFrame(Field(lines, "sec-websocket-key")),
            "rebind.luavm.test/" => Pieces("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
            _ => Pieces($"HTTP/1.1 200 OK\r\nContent-Length: {path.Length}\r\n\r\n{path}"),
        };
    }

    private static string Field(string[] lines, string name)
    {
        foreach (var line in lines)
        {
            if (line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)) return line[(name.Length + 1)..].Trim();
        }
        return "";
    }

    private static async IAsyncEnumerable<byte[]> Pieces(string head, byte[]? body = null)
    {
        await Task.CompletedTask;
        yield return Encoding.Latin1.GetBytes(head);
        if (body is not null) yield return body;
    }

    private static IAsyncEnumerable<byte[]> Redirect(string to) =>
        Pieces($"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");

    private static async IAsyncEnumerable<byte[]> Endless(string head)
    {
        await Task.CompletedTask;
        yield return Encoding.Latin1.GetBytes(head);
        while (true) yield return Chunk;
    }

    private static async IAsyncEnumerable<byte[]> Slow([EnumeratorCancellation] CancellationToken closed = default)
    {
        yield return "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"u8.ToArray();
        while (true)
        {
            await Task.Delay(1_000, closed).ConfigureAwait(false);
            yield return "x"u8.ToArray();
        }
    }

    /// <summary>A frame that is announced to be 2^63 - 1 bytes long, and as much of it as anybody wants.</summary>
    private static IAsyncEnumerable<byte[]> EndlessFrame(string key)
    {
#pragma warning disable CA5350 // the handshake of WebSocket is made so
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + WebSocketGuid)));
#pragma warning restore CA5350
        return Endless($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
            + "\x82\x7F\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF");
    }

    private static byte[] MakeBomb()
    {
        using var made = new MemoryStream();
        using (var gzip = new GZipStream(made, CompressionLevel.Optimal))
        {
            for (var left = BombBytes; left > 0; left -= Chunk.Length) gzip.Write(Chunk);
        }
        return made.ToArray();
    }
}
