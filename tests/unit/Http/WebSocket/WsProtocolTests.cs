using System.Buffers;
using System.Security.Cryptography;
using System.Text.Unicode;
using LuaVm.Http;
using LuaVm.Http.WebSocket;

namespace LuaVm.Tests.Http.WebSocket;

/// <summary>What a server may not do, and the parts that see it.</summary>
internal sealed class WsProtocolTests
{
    [SetUp]
    public void Begin() => WsServer.AssertIdle();

    [TestCase("c1 01 78", 1002, "reserved bit", TestName = "A frame that is compressed")]
    [TestCase("81 81 00 00 00 00 78", 1002, "masked", TestName = "A frame that is masked")]
    [TestCase("83 00", 1002, "no opcode 3", TestName = "An opcode of no meaning")]
    [TestCase("8b 00", 1002, "no opcode 11", TestName = "A control opcode of no meaning")]
    [TestCase("80 00", 1002, "belongs to no message", TestName = "A fragment of no message")]
    [TestCase("01 01 78 81 01 78", 1002, "within another", TestName = "A message within a message")]
    [TestCase("09 00", 1002, "in fragments", TestName = "A ping in fragments")]
    [TestCase("89 7e 00 7e", 1002, "longer than 125", TestName = "A ping that is too long")]
    [TestCase("88 01 03", 1002, "cut off", TestName = "A close code cut off")]
    [TestCase("88 02 03 ed", 1002, "1005 is no close code", TestName = "A close code that is never sent")]
    [TestCase("88 03 03 e8 ff", 1007, "not UTF-8", TestName = "A close reason that is no text")]
    [TestCase("81 7e 00 01 78", 1002, "more bytes than it needs", TestName = "A length of two bytes that fits one")]
    [TestCase("82 7f 80 00 00 00 00 00 00 00", 1002, "first bit", TestName = "A length of 2^63")]
    [TestCase("82 7f 7f ff ff ff ff ff ff ff", 1009, "longer than 1 MiB", TestName = "A length of 2^63 - 1")]
    [TestCase("82 7f 00 00 00 00 00 10 00 01", 1009, "longer than 1 MiB", TestName = "A length over the cap by one")]
    [TestCase("81 01 ff", 1007, "not UTF-8", TestName = "A text that is no text")]
    [TestCase("01 01 c3 80 01 28", 1007, "not UTF-8", TestName = "A text whose second fragment shows it")]
    [TestCase("01 01 c3 80 00", 1007, "not UTF-8", TestName = "A text that ends within a character")]
    [TestCase("81 03 ed a0 80", 1007, "not UTF-8", TestName = "A text with half a surrogate pair")]
    public async Task Is_answered_with(string bytes, int code, string reason)
    {
        using var server = new WsServer(async peer =>
        {
            await peer.Text("before");
            await peer.Raw(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)));
            Assert.That((await peer.ReceiveClose()).Code, Is.EqualTo(code));
        });
        var vm = server.Open();
        var outcome = vm.Run($"local s = ws.connect('{server.Url}') assert(s:receive() == 'before') local d, code, reason = s:receive() assert(d == nil and not s.open) return code .. ' ' .. reason");
        Assert.That(outcome.Text, Does.StartWith($"{code} ").And.Contain(reason), outcome.Message);
        Assert.That(async () => await server.Served, Throws.Nothing);
        vm.Free();
        await Task.CompletedTask;
    }

    [TestCase("HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1/\r\nContent-Length: 0\r\n\r\n", "redirects (302)")]
    [TestCase("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "answers 403")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "answers 200")]
    [TestCase("HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", "does not speak WebSocket")]
    [TestCase("HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n", "does not speak WebSocket")]
    [TestCase("HTTP/1.1 101 x\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: KEY\r\n\r\n", "does not speak WebSocket")]
    [TestCase("HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: KEY\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n", "extension")]
    [TestCase("HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: KEY\r\nSec-WebSocket-Protocol: chat\r\n\r\n", "subprotocol")]
    [TestCase("nonsense\r\n\r\n", "not HTTP")]
    public void Handshake_that_is_none_is_an_error(string answer, string message)
    {
        using var server = new WsServer(static peer => peer.IsGone(),
            request => answer.Replace("KEY", WsPeer.Key(request), StringComparison.Ordinal));
        var vm = server.Open();
        var open = WsSlots.Open;
        Assert.That(vm.Run($"return select(2, pcall(ws.connect, '{server.Url}'))").Text, Does.Contain(message));
        Assert.That((WsSlots.Open, server.Connections), Is.EqualTo((open, 1)));
        vm.Free();
    }

    [Test]
    public void Server_chooses_a_subprotocol()
    {
        using var server = new WsServer(static peer => peer.IsGone(), request => request.Contains("Sec-WebSocket-Protocol: v2, v1\r\n", StringComparison.Ordinal)
            ? WsPeer.Accept(request).Replace("\r\n\r\n", "\r\nSec-WebSocket-Protocol: v1\r\n\r\n", StringComparison.Ordinal) : "");
        var vm = server.Open();
        Assert.That(vm.Run($"return ws.connect('{server.Url}', {{protocols = {{'v2', 'v1'}}}}).protocol").Text, Is.EqualTo("v1"));
        vm.Free();
    }

    [TestCase("{headers = {['X\\r\\nEvil'] = '1'}}", "bad header name")]
    [TestCase("{headers = {X = '1\\r\\nEvil: 1'}}", "control byte")]
    [TestCase("{headers = {Upgrade = 'h2c'}}", "written by the library")]
    [TestCase("{headers = {['Sec-WebSocket-Key'] = 'x'}}", "written by the library")]
    [TestCase("{protocols = 'a, b'}", "bad subprotocol")]
    [TestCase("{protocols = 'a\\r\\nEvil: 1'}", "bad subprotocol")]
    [TestCase("{protocols = {'a', 'a'}}", "named twice")]
    [TestCase("{colour = 1}", "no option 'colour'")]
    public void Handshake_is_written_by_nobody_else(string options, string message)
    {
        using var server = new WsServer(static peer => peer.IsGone());
        var vm = server.Open();
        Assert.That(vm.Run($"return select(2, pcall(ws.connect, '{server.Url}', {options}))").Text, Does.Contain(message));
        Assert.That(server.Connections, Is.Zero);
        vm.Free();
    }

    [Test]
    public void Answer_to_a_key_is_that_of_the_RFC() =>
        Assert.That(WsAccept.Of("dGhlIHNhbXBsZSBub25jZQ=="), Is.EqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));

    [Test]
    public void Hash_is_SHA_1()
    {
        var random = new Random(7);
        for (var length = 0; length < 200; length++)
        {
            var message = new byte[length];
            random.NextBytes(message);
            Assert.That(Sha1.Hash(message), Is.EqualTo(SHA1.HashData(message)));
        }
    }

    [Test]
    public void Text_in_pieces_is_judged_as_the_whole()
    {
        var random = new Random(11);
        byte[][] samples =
        [
            "aßع€\ud83d\ude00z"u8.ToArray(), [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc0, 0x80], [0xe0, 0x80, 0x80], [0xf0, 0x9f, 0x98],
        ];
        for (var round = 0; round < 20_000; round++)
        {
            var text = samples[random.Next(samples.Length)].ToArray();
            if (random.Next(2) == 0) text[random.Next(text.Length)] = (byte)random.Next(256);
            var (whole, check, at) = (Utf8.IsValid(text), new WsText(), 0);
            var fine = true;
            while (fine && at < text.Length)
            {
                var count = random.Next(0, text.Length - at + 1);
                fine = check.Add(text.AsSpan(at, count));
                at += count;
            }
            Assert.That(fine && check.End(), Is.EqualTo(whole), Convert.ToHexString(text));
        }
    }

    [Test]
    public void Queue_gives_back_what_was_put_in_pieces_of_any_size()
    {
        var random = new Random(13);
        var queue = new WsQueue(WsQueue.Smallest);
        var (sent, taken) = (new List<byte[]>(), new ArrayBufferWriter<byte>());
        var received = 0;
        for (var round = 0; round < 20_000; round++)
        {
            if (random.Next(2) == 0 && queue.Room > 0)
            {
                var message = new byte[random.Next(queue.Room + 1)];
                random.NextBytes(message);
                queue.Put(message, isText: false, isLast: true);
                sent.Add(message);
            }
            else if (queue.Take(taken) == WsOpcode.Binary)
            {
                Assert.That(taken.WrittenSpan.SequenceEqual(sent[received++]));
                taken.Clear();
            }
        }
        Assert.That(received, Is.GreaterThan(1_000));
        queue.Discard(WsEnd.Aborted);
    }
}
