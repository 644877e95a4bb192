using System.IO.Compression;
using System.Text;
using LuaVm.Core;
using LuaVm.Http;

namespace LuaVm.Tests.Http;

internal sealed class HttpBodyTests
{
    private const int BombBytes = 8 << 20;

    private static readonly HttpRules Small = HttpVm.Rules with { ResponseBytes = 1 << 20 };

    private static LoopbackServer Endless() => new(async connection =>
    {
        await connection.ReadHead();
        await connection.Write("HTTP/1.1 200 OK\r\n\r\n");
        var chunk = new byte[16 << 10];
        while (true) await connection.Write(chunk);
    });

    [Test]
    public void Endless_body_stops_at_the_cap_and_its_connection_closes()
    {
        using var server = Endless();
        var outcome = HttpVm.Run($"http.get('{server.Url}')", Small);
        Assert.That((outcome.Status, outcome.Message), Is.EqualTo((Status.Runtime, "http.get: the body is longer than 1 MiB")));
        HttpVm.AssertCompletes(server.Closed.Task);
    }

    [Test]
    public void Endless_body_stops_at_a_smaller_cap_of_the_script()
    {
        using var server = Endless();
        Assert.That(HttpVm.Run($"http.get('{server.Url}', {{max_bytes = 10}})", Small).Message, Does.EndWith("the body is longer than 10 bytes"));
        HttpVm.AssertCompletes(server.Closed.Task);
    }

    [Test]
    public void Endless_body_meets_the_memory_limit_of_the_VM_where_that_is_lower()
    {
        using var server = Endless();
        var outcome = HttpVm.Run($"http.get('{server.Url}')", limits: new Limits { MemoryBytes = 2 << 20, WallMs = 120_000 });
        Assert.That(outcome.Status, Is.EqualTo(Status.Memory));
        HttpVm.AssertCompletes(server.Closed.Task);
    }

    [Test]
    public void Endless_body_that_is_streamed_takes_no_more_memory_than_a_part_of_it()
    {
        using var server = Endless();
        var outcome = HttpVm.Run($$"""
            local answer <close> = http.get('{{server.Url}}', {stream = true})
            local count = 0
            while count < 8 << 20 do count = count + #answer:read(65536) end
            return count >= 8 << 20 and 1
            """, limits: new Limits { MemoryBytes = 1 << 20, WallMs = 120_000 });
        Assert.That((outcome.Integer, outcome.Message), Is.EqualTo(((long?)1, "")));
        HttpVm.AssertCompletes(server.Closed.Task);
    }

    [TestCase("Content-Length: 100\r\n\r\nten bytes.")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n64\r\nten bytes.")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\nA\r\nten bytes.\r\n")]
    public void Connection_dropped_within_a_body_is_an_error_and_no_short_body(string rest)
    {
        using var server = new LoopbackServer(async connection =>
        {
            await connection.ReadHead();
            await connection.Write($"HTTP/1.1 200 OK\r\n{rest}");
        });
        Assert.That(HttpVm.Run($"http.get('{server.Url}')"), Has.Property("Status").EqualTo(Status.Runtime)
            .And.Property("Message").EndsWith("127.0.0.1: it broke off").Or.Property("Message").EndsWith("127.0.0.1: the connection broke off"));
        var outcome = HttpVm.Run($"local r = http.get('{server.Url}', {{stream = true}}) local s = r:read() while s do s = r:read() end");
        Assert.That(outcome.Message, Does.Contain("broke off"));
    }

    [Test]
    public void Body_in_chunks_ends_with_them_and_not_where_a_length_says()
    {
        using var server = LoopbackServer.Answering(_ =>
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n");
        Assert.That(HttpVm.Run($"return http.get('{server.Url}').body").Text, Is.EqualTo("hello"));
        Assert.That(HttpVm.Run($"local r <close> = http.get('{server.Url}', {{stream = true}}) return r:read(3) .. r:read()").Text, Is.EqualTo("hello"));
    }

    [TestCase("gzip")]
    [TestCase("deflate")]
    [TestCase("raw deflate")]
    [TestCase("br")]
    public void Decompression_bomb_is_stopped(string form)
    {
        using var server = Serving(form, new byte[BombBytes]);
        var outcome = HttpVm.Run($"http.get('{server.Url}')");
        Assert.That((outcome.Status, outcome.Message), Is.EqualTo((Status.Runtime,
            "http.get: the body is more than 200 times as long as what was sent: a decompression bomb")));
    }

    [TestCase("gzip")]
    [TestCase("deflate")]
    [TestCase("raw deflate")]
    [TestCase("br")]
    public void Compressed_body_comes_as_it_was(string form)
    {
        var text = string.Concat(Enumerable.Range(0, 5_000).Select(static i => $"line {i * 7919 % 5003}\n"));
        using var server = Serving(form, Encoding.ASCII.GetBytes(text));
        Assert.That(HttpVm.Run($"local r = http.get('{server.Url}') assert(not r.headers['content-encoding']) return r.body").Text, Is.EqualTo(text));
    }

    [Test]
    public void Compressed_body_longer_than_the_cap_stops_there()
    {
        var text = string.Concat(Enumerable.Range(0, 300_000).Select(static i => $"line {i * 7919 % 300_007}\n"));
        using var server = Serving("gzip", Encoding.ASCII.GetBytes(text));
        Assert.That(HttpVm.Run($"http.get('{server.Url}')", Small).Message, Does.EndWith("the body is longer than 1 MiB"));
    }

    [Test]
    public void Body_that_is_not_compressed_as_announced_is_an_error([Values("gzip", "deflate", "br")] string encoding)
    {
        using var server = LoopbackServer.Answering(_ => LoopbackServer.Ok("this was never compressed", $"Content-Encoding: {encoding}\r\n"));
        Assert.That(HttpVm.Run($"http.get('{server.Url}')").Message, Does.EndWith("the body is not compressed as its header says"));
    }

    [TestCase("gzip")]
    [TestCase("deflate")]
    [TestCase("raw deflate")]
    [TestCase("br")]
    public void Compressed_body_that_is_cut_off_is_an_error_and_no_short_body(string form)
    {
        using var server = Serving(form, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 5_000))), cutOff: 100);
        Assert.That(HttpVm.Run($"http.get('{server.Url}')").Message, Does.EndWith("the body is not compressed as its header says"));
    }

    [Test]
    public void Compressed_body_of_no_bytes_is_empty([Values("gzip", "deflate", "br")] string encoding)
    {
        using var server = LoopbackServer.Answering(_ => LoopbackServer.Ok("", $"Content-Encoding: {encoding}\r\n"));
        Assert.That(HttpVm.Run($"return http.get('{server.Url}').body .. '.'").Text, Is.EqualTo("."));
    }

    [TestCase("Content-Encoding: gzip, gzip\r\n")]
    [TestCase("Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n")]
    public void Body_that_is_compressed_twice_comes_as_it_is(string fields)
    {
        using var server = LoopbackServer.Answering(_ => LoopbackServer.Ok("as it is", fields));
        var outcome = HttpVm.Run($"local r = http.get('{server.Url}') return r.body .. ': ' .. r.headers['content-encoding']");
        Assert.That(outcome.Text, Is.EqualTo("as it is: gzip, gzip"));
    }

    [TestCase(24)]
    [TestCase(22)]
    [TestCase(19)]
    [TestCase(17)]
    [TestCase(16)]
    [TestCase(10)]
    public void Window_that_a_server_has_chosen_is_charged_while_it_is_needed(int window)
    {
        const int Rest = 512 << 10;
        var body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 20_000)));
        using var server = ServingBrotli(body, window);
        var vm = HttpVm.Open();
        var before = VmProcess.Memory().Used;
        Assert.That(vm.Run($"r = http.get('{server.Url}', {{stream = true}}) return #r:read(1)", keep: true).Integer, Is.EqualTo(1));
        Assert.That(VmProcess.Memory().Used - before, Is.InRange(1L << window, (1L << window) + Rest));
        var outcome = vm.Run("local n, s = 1, r:read() while s do n, s = n + #s, r:read() end collectgarbage() return n", keep: true);
        Assert.That((outcome.Integer, outcome.Message), Is.EqualTo(((long?)body.Length, "")));
        Assert.That(VmProcess.Memory().Used - before, Is.LessThan(Rest));
        vm.Free();
        HttpVm.AssertIdle();
    }

    [Test]
    public void Window_that_the_memory_limit_has_no_room_for_is_not_used()
    {
        using var server = ServingBrotli(new byte[100], 24);
        var limits = new Limits { MemoryBytes = 8 << 20, WallMs = 120_000 };
        Assert.That(HttpVm.Run($"http.get('{server.Url}', {{stream = true}}):read(1)", limits: limits).Status, Is.EqualTo(Status.Memory));
    }

    private static LoopbackServer Serving(string form, byte[] body, int cutOff = 0)
    {
        using var made = new MemoryStream();
        using (var stream = Compressing(form, made)) stream.Write(body);
        return Sending(form, made.ToArray()[..^cutOff]);
    }

    private static LoopbackServer ServingBrotli(byte[] body, int window)
    {
        var room = new byte[BrotliEncoder.GetMaxCompressedLength(body.Length)];
        Assert.That(BrotliEncoder.TryCompress(body, room, out var length, quality: 5, window));
        return Sending("br", room[..length]);
    }

    private static LoopbackServer Sending(string form, byte[] bytes)
    {
        return new LoopbackServer(async connection =>
        {
            await connection.ReadHead();
            await connection.Write($"HTTP/1.1 200 OK\r\nContent-Encoding: {form.Split(' ')[^1]}\r\nContent-Length: {bytes.Length}\r\n\r\n");
            await connection.Write(bytes);
        });
    }

    private static Stream Compressing(string form, Stream to) => form switch
    {
        "gzip" => new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true),
        "deflate" => new ZLibStream(to, CompressionLevel.Optimal, leaveOpen: true),
        "br" => new BrotliStream(to, CompressionLevel.Fastest, leaveOpen: true),
        _ => new DeflateStream(to, CompressionLevel.Optimal, leaveOpen: true),
    };
}
