using System.Buffers.Binary;
using System.Net.Security;
using System.Text;
using LuaVm.Core;
using LuaVm.Http;

namespace LuaVm.Tests.Http;

/// <summary>What a server may do wrong only by HTTP/2: its frames have lengths of their own, and its fields may hold any byte.</summary>
internal sealed class Http2Tests
{
    private const byte Data = 0, Headers = 1, Settings = 4, Ping = 6, WindowUpdate = 8;
    private const byte EndOfStream = 1, EndOfHeaders = 4, Acknowledged = 1;
    private const byte InitialWindow = 4;
    private const int PrefaceBytes = 24, HeadBytes = 9;

    private TestCertificates _certificates = null!;

    [OneTimeSetUp]
    public void MakeCertificates() => _certificates = new TestCertificates();

    [OneTimeTearDown]
    public void DropCertificates() => _certificates.Dispose();

    [TestCase("content-length: 5", "hello")]
    [TestCase("content-length: 10", "localhost: its answer is not HTTP")]
    [TestCase("content-length: 3", "localhost: its answer is not HTTP")]
    [TestCase("content-length: 0", "localhost: its answer is not HTTP")]
    [TestCase("content-length: 05, 5", "localhost: its answer is not HTTP")]
    public void Answer_by_frames_is_held_to_what_it_announces(string field, string result)
    {
        var outcome = Ask(field, "return r.body");
        Assert.That(outcome.Text ?? outcome.Message, Does.EndWith(result));
    }

    [TestCase("x-a: a\0b")]
    [TestCase("x-a: a\rx-b: b")]
    [TestCase("x-a: a\r\nx-b: b")]
    public void Field_with_a_byte_that_ends_lines_does_not_reach_scripts(string field)
    {
        var outcome = Ask(field, "return r.headers['x-a'] or 'nothing'");
        // Versions of the framework differ in whether they replace it.
        if (outcome.Message.EndsWith("its answer is not HTTP", StringComparison.Ordinal)) return;
        Assert.That(outcome.Text, Does.Not.Contain("\0").And.Not.Contain("\r").And.Not.Contain("\n").And.Not.Empty);
    }

    [Test]
    public void Server_gets_no_further_ahead_of_a_script_than_the_window_however_fast_it_is()
    {
        var (sent, stalled) = (0L, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        using var certificate = _certificates.Issue("localhost");
        using var server = new LoopbackServer(Flood, certificate, SslApplicationProtocol.Http2);
        var vm = HttpVm.Open(Trusting);
        var outcome = vm.Run($"r = http.get('{server.Url}', {{stream = true}}) local n = 0 while n < 8 << 20 do n = n + #r:read(65536) end return n", keep: true);
        Assert.That(outcome.Message, Is.Empty);
        HttpVm.AssertCompletes(stalled.Task);
        Assert.That(stalled.Task.Result, Is.False, "the connection is measured, so that its window may grow");
        Assert.That(Volatile.Read(ref sent) - outcome.Integer, Is.LessThanOrEqualTo(HttpTransport.WindowBytes + (16 << 10)));
        Assert.That(VmProcess.Memory().Used, Is.GreaterThanOrEqualTo(HttpTransport.WindowBytes));
        vm.Free();
        HttpVm.AssertIdle();

        // Sends as much as the window lets it, and is done when that is used up after 8 MiB.
        async Task Flood(LoopbackServer.Connection connection)
        {
            var (window, stream, measured) = (0L, 0, false);
            await connection.Read(PrefaceBytes);
            await connection.Write(Frame(Settings, 0, 0, []));
            while (await connection.Read(HeadBytes) is { } head)
            {
                var payload = await connection.Read(head[0] << 16 | head[1] << 8 | head[2]) ?? [];
                var of = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5));
                measured |= head[3] == Ping;
                if (head[3] == Settings && head[4] != Acknowledged)
                {
                    for (var at = 0; at < payload.Length; at += 6)
                    {
                        if (payload[at + 1] == InitialWindow) window = BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(at + 2));
                    }
                    await connection.Write(Frame(Settings, Acknowledged, 0, []));
                }
                if (head[3] == Headers) await connection.Write(Frame(Headers, EndOfHeaders, stream = of, Field(":status: 200")));
                if (head[3] == WindowUpdate && of == stream && of != 0) window += BinaryPrimitives.ReadInt32BigEndian(payload);
                for (; stream != 0 && window > 0; window -= 1 << 10)
                {
                    await connection.Write(Frame(Data, 0, stream, new byte[Math.Min(window, 1 << 10)]));
                    Interlocked.Add(ref sent, Math.Min(window, 1 << 10));
                }
                if (Volatile.Read(ref sent) >= 8 << 20) stalled.TrySetResult(measured);
            }
        }
    }

    private HttpRules Trusting => new() { ResponseBytes = 1 << 30, Reach = HttpVm.Reach(["127.0.0.1"], _certificates.File) };

    private Outcome Ask(string field, string script)
    {
        using var certificate = _certificates.Issue("localhost");
        using var server = new LoopbackServer(connection => Serve(connection, field), certificate, SslApplicationProtocol.Http2);
        return HttpVm.Run($"local r = http.get('{server.Url}') {script}", Trusting);
    }

    /// <summary>Answers each request with 200, one field more, and "hello".</summary>
    private static async Task Serve(LoopbackServer.Connection connection, string field)
    {
        await connection.Read(PrefaceBytes);
        await connection.Write(Frame(Settings, 0, 0, []));
        while (await connection.Read(HeadBytes) is { } head)
        {
            await connection.Read(head[0] << 16 | head[1] << 8 | head[2]);
            if (head[3] == Settings && head[4] != Acknowledged) await connection.Write(Frame(Settings, Acknowledged, 0, []));
            if (head[3] != Headers) continue;
            var stream = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5));
            await connection.Write(Frame(Headers, EndOfHeaders, stream, [.. Field(":status: 200"), .. Field(field)]));
            await connection.Write(Frame(Data, EndOfStream, stream, "hello"u8));
        }
    }

    private static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[HeadBytes + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(HeadBytes));
        return frame;
    }

    /// <summary>A literal without indexing (RFC 7541, 6.2.2).</summary>
    private static byte[] Field(string field)
    {
        var colon = field.IndexOf(':', 1);
        var (name, value) = (Encoding.Latin1.GetBytes(field[..colon]), Encoding.Latin1.GetBytes(field[(colon + 2)..]));
        return [0, (byte)name.Length, .. name, (byte)value.Length, .. value];
    }
}
