using System.Text;

namespace LuaVm.Tests.Http.WebSocket;

/// <summary>Messages between scripts and a server written by hand.</summary>
internal sealed class WsMessageTests
{
    [Test]
    public async Task Text_and_bytes_go_out_masked_and_whole()
    {
        using var server = new WsServer(async peer =>
        {
            Assert.That(peer.Request, Does.StartWith("GET /chat?x=1 HTTP/1.1\r\n").And.Contain("X-One: 1\r\n").And.Contain("Sec-WebSocket-Version: 13\r\n"));
            var (first, payload) = await peer.Receive();
            Assert.That((first, Encoding.UTF8.GetString(payload)), Is.EqualTo(((byte)0x81, "grüße")));
            (first, payload) = await peer.Receive();
            Assert.That((first, payload), Is.EqualTo(((byte)0x82, new byte[] { 0, 255 })));
            (first, payload) = await peer.Receive();
            Assert.That((first, payload.Length), Is.EqualTo(((byte)0x81, 0)));
            Assert.That(await peer.ReceiveClose(), Is.EqualTo((1000, "done")));
            await peer.Close(1000);
        });
        var vm = server.Open();
        var outcome = vm.Run($"local s = ws.connect('{server.Url}', {{headers = {{['X-One'] = 1}}}}) s:send('grüße') s:send('\\0\\255', 'binary') s:send('') return tostring(s:close(1000, 'done'))");
        Assert.That((outcome.Text, outcome.Message), Is.EqualTo(("true", "")));
        await server.Served;
        vm.Free();
    }

    [Test]
    public async Task Long_message_goes_out_in_fragments()
    {
        const int Length = 100_001;
        using var server = new WsServer(async peer =>
        {
            var (total, opcode) = (0, 1);
            while (true)
            {
                var (first, payload) = await peer.Receive();
                Assert.That(first & 0x7f, Is.EqualTo(opcode));
                Assert.That(payload, Is.All.EqualTo((byte)'x'));
                (total, opcode) = (total + payload.Length, 0);
                if ((first & 0x80) != 0) break;
            }
            await peer.Text(total.ToString(System.Globalization.CultureInfo.InvariantCulture));
            await peer.IsGone();
        });
        var vm = server.Open();
        Assert.That(vm.Run($"local s = ws.connect('{server.Url}') s:send(string.rep('x', {Length})) return (s:receive())").Text, Is.EqualTo("100001"));
        vm.Free();
        await server.Served;
    }

    [Test]
    public void Fragments_with_a_ping_between_are_one_message()
    {
        var pong = new TaskCompletionSource<byte[]>();
        using var server = new WsServer(async peer =>
        {
            await peer.Frame(0x01, "gr"u8.ToArray());
            await peer.Frame(0x00, [0xc3]);
            await peer.Frame(0x89, "are you there"u8.ToArray());
            await peer.Frame(0x00, [0xbc]);
            await peer.Frame(0x00, []);
            await peer.Frame(0x80, "ße"u8.ToArray());
            await peer.Frame(0x82, []);
            var (first, payload) = await peer.Receive();
            Assert.That(first, Is.EqualTo(0x8a));
            pong.SetResult(payload);
            await peer.Close(1000);
        });
        var vm = server.Open();
        var outcome = vm.Run($"local s = ws.connect('{server.Url}') local a, k = s:receive() local b, l = s:receive() return a .. k .. b .. l");
        Assert.That((outcome.Text, outcome.Message), Is.EqualTo(("grüßetextbinary", "")));
        Assert.That(pong.Task.Result, Is.EqualTo("are you there"u8.ToArray()));
        vm.Free();
    }

    [Test]
    public void Message_longer_than_the_queue_arrives_whole()
    {
        var long_ = Enumerable.Range(0, 60_000).Select(static i => (byte)i).ToArray();
        using var server = new WsServer(async peer =>
        {
            for (var i = 0; i < 3; i++) await peer.Frame(0x82, long_);
            await peer.IsGone();
        });
        var vm = server.Open(server.Rules with { QueueBytes = 1 });
        var outcome = vm.Run($"local s = ws.connect('{server.Url}') local ok = 0 for i = 1, 3 do local d = s:receive() for j = 1, #d do if d:byte(j) ~= (j - 1) % 256 then error(j) end end ok = ok + #d end return ok");
        Assert.That((outcome.Integer, outcome.Message), Is.EqualTo(((long?)180_000, "")));
        vm.Free();
    }

    [Test]
    public void Receive_that_times_out_keeps_the_connection_and_what_has_come()
    {
        var asked = new TaskCompletionSource();
        using var server = new WsServer(async peer =>
        {
            await peer.Frame(0x01, "hal"u8.ToArray());
            await peer.Receive();
            await peer.Frame(0x80, "lo"u8.ToArray());
            await peer.IsGone();
        });
        var vm = server.Open();
        var outcome = vm.Run($"local s = ws.connect('{server.Url}') local d, why = s:receive(0.01) assert(d == nil and why == 'timeout', why) assert(s.open) s:send('go') return (s:receive(30))");
        Assert.That((outcome.Text, outcome.Message), Is.EqualTo(("hallo", "")));
        vm.Free();
    }

    [Test]
    public void Messages_before_the_end_are_received_and_the_end_stays()
    {
        using var server = new WsServer(async peer =>
        {
            await peer.Text("one");
            await peer.Text("two");
            await peer.Close(4001, "enough");
            Assert.That(await peer.ReceiveClose(), Is.EqualTo((4001, "")));
        });
        var vm = server.Open();
        var outcome = vm.Run($"local s = ws.connect('{server.Url}') local all = '' for d in s do all = all .. d end for i = 1, 2 do local d, code, why = s:receive() assert(d == nil and code == 4001 and why == 'enough') end assert(not s.open and s.code == 4001) assert(select(2, pcall(s.send, s, 'x')):find('closed: enough')) return all");
        Assert.That((outcome.Text, outcome.Message), Is.EqualTo(("onetwo", "")));
        Assert.That(async () => await server.Served, Throws.Nothing);
        vm.Free();
    }

    [Test]
    public void Text_that_is_no_text_is_not_sent()
    {
        using var server = new WsServer(static peer => peer.IsGone());
        var vm = server.Open();
        Assert.That(vm.Run($"s = ws.connect('{server.Url}') s:send('\\255')", keep: true).Message, Does.Contain("a text is UTF-8"));
        Assert.That(vm.Run("s:send(('x'):rep(1048577))", keep: true).Message, Does.Contain("longer than 1 MiB"));
        Assert.That(vm.Run("s:send('x', 'picture')", keep: true).Message, Does.Contain("kind"));
        Assert.That(vm.Run("s:close(1006)", keep: true).Message, Does.Contain("bad close code 1006"));
        Assert.That(vm.Run("s:close(1000, ('x'):rep(124))", keep: true).Message, Does.Contain("longer than 123"));
        Assert.That(vm.Run("return s.open and 1", keep: true).Integer, Is.EqualTo(1));
        vm.Free();
    }

    [TestCase("local s <close> = ws.connect('URL') return 1")]
    [TestCase("local s = ws.connect('URL') s:close() return 1")]
    public async Task Connection_is_closed_with_a_good_bye(string script)
    {
        using var server = new WsServer(async peer =>
        {
            Assert.That(await peer.ReceiveClose(), Is.EqualTo((1000, "")));
            await peer.Close(1000);
        });
        var vm = server.Open();
        Assert.That(vm.Run(script.Replace("URL", server.Url, StringComparison.Ordinal)).Integer, Is.EqualTo(1));
        await server.Served;
        vm.Free();
    }

    [Test]
    public void Peer_that_does_not_say_good_bye_is_cut_off()
    {
        using var server = new WsServer(async peer =>
        {
            await peer.ReceiveClose();
            Assert.That(await peer.IsGone());
        });
        var vm = server.Open();
        Assert.That(vm.Run($"return tostring(ws.connect('{server.Url}'):close(1000, '', 0.01))").Text, Is.EqualTo("false"));
        Assert.That(async () => await server.Served, Throws.Nothing);
        vm.Free();
    }
}
