using System.Text;
using LuaVm.Core;
using LuaVm.Core.Services;
using LuaVm.Http.WebSocket;
using LuaVm.Policies;

namespace LuaVm.Tests.Http.WebSocket;

/// <summary>What connections may take.</summary>
internal sealed class WsBoundTests
{
    private static readonly byte[] Message = new byte[10_000];

    [SetUp]
    public void Begin() => WsServer.AssertIdle();

    [Test]
    public async Task Peer_that_sends_without_end_has_to_wait_and_the_rest_is_not_read()
    {
        var sent = 0L;
        using var server = new WsServer(async peer =>
        {
            while (true)
            {
                await peer.Frame(0x82, Message);
                Interlocked.Add(ref sent, Message.Length);
            }
        });
        var rules = server.Rules with { QueueBytes = 64 << 10 };
        var client = new WsClientService(rules, LuaVm.Http.SystemNetwork.Instance);
        var connection = await client.Connect(Ask(server, rules), default);
        SpinWait.SpinUntil(() => connection.Queue.IsFull);
        var inbox = new System.Buffers.ArrayBufferWriter<byte>();
        Assert.That(connection.Queue.Take(inbox), Is.EqualTo(WsOpcode.Binary));
        Assert.That(connection.Queue.Room, Is.LessThan(rules.QueueBytes));
        connection.Abort(WsEnd.Aborted);
        await connection.Over;
        Assert.That(async () => await server.Served, Throws.InstanceOf<IOException>());
    }

    [Test]
    public void Slow_script_gets_all_that_waits()
    {
        using var server = new WsServer(async peer =>
        {
            for (var i = 0; i < 2_000; i++) await peer.Frame(0x82, Message);
            await peer.Close(1000);
            await peer.ReceiveClose();
        });
        var vm = server.Open();
        var outcome = vm.Run($"local s = ws.connect('{server.Url}') local n = 0 for d in s do n = n + #d end return n");
        Assert.That((outcome.Integer, outcome.Message), Is.EqualTo(((long?)20_000_000, "")));
        vm.Free();
    }

    [Test]
    public void Queue_is_charged_from_the_start_until_the_end()
    {
        using var server = new WsServer(static async peer =>
        {
            await peer.ReceiveClose();
            await peer.Close(1000);
        });
        var vm = server.Open();
        vm.Run("collectgarbage()");
        var before = vm.Memory().UsedBytes;
        vm.Run($"s = ws.connect('{server.Url}')", keep: true);
        Assert.That(vm.Memory().UsedBytes - before, Is.GreaterThan(WsRules.DefaultQueueBytes));
        vm.Run("s:close() collectgarbage()", keep: true);
        Assert.That(vm.Memory().UsedBytes - before, Is.LessThan(WsRules.DefaultQueueBytes / 4));
        vm.Free();
    }

    [Test]
    public void Queue_that_the_memory_limit_has_no_room_for_is_not_made()
    {
        using var server = new WsServer(static peer => peer.IsGone());
        var vm = server.Open(server.Rules with { QueueBytes = 64 << 20 }, new Limits { MemoryBytes = 8 << 20 });
        Assert.That(vm.Run($"pcall(ws.connect, '{server.Url}')").Status, Is.EqualTo(Status.Memory));
        Assert.That(server.Connections, Is.Zero);
        vm.Free();
    }

    [Test]
    public void Message_that_the_memory_limit_has_no_room_for_kills_the_script()
    {
        using var server = new WsServer(static async peer =>
        {
            await peer.Frame(0x02, Message);
            for (var i = 0; i < 2_000; i++) await peer.Frame(0x00, Message);
        });
        var vm = server.Open(server.Rules with { MessageBytes = int.MaxValue }, new Limits { MemoryBytes = 4 << 20 });
        Assert.That(vm.Run($"local s = ws.connect('{server.Url}') pcall(s.receive, s)").Status, Is.EqualTo(Status.Memory));
        vm.Free();
    }

    [Test]
    public void Connections_of_a_VM_are_counted()
    {
        using var server = new WsServer(static peer => peer.IsGone());
        var vm = server.Open(server.Rules with { OpenPerVm = 2 });
        var outcome = vm.Run($"a, b = ws.connect('{server.Url}'), ws.connect('{server.Url}') local ok, e = pcall(ws.connect, '{server.Url}') assert(not ok) a:close(1000, '', 0.001) ws.connect('{server.Url}') return e", keep: true);
        Assert.That(outcome.Text, Does.Contain("2 connections are open already"), outcome.Message);
        vm.Free();
    }

    [Test]
    public void Connections_of_the_process_are_counted()
    {
        using var server = new WsServer(static peer => peer.IsGone());
        var before = ServiceCaps.Current;
        Assert.That(before.WebSocket, Is.EqualTo(50));
        ServiceCaps.Set(before with { WebSocket = (uint)WsSlots.Open + 3 });
        try
        {
            var vms = Enumerable.Range(0, 4).Select(_ => server.Open()).ToArray();
            var said = vms.Select(vm => vm.Run($"local ok ok, s = pcall(ws.connect, '{server.Url}') return ok and 'open' or s", keep: true).Text).ToArray();
            Assert.That(said[..3], Is.All.EqualTo("open"));
            Assert.That(said[3], Does.Contain("WebSocket connections are open, the most there can be"));
            vms[0].Free();
            Assert.That(vms[3].Run($"s = ws.connect('{server.Url}') return 1").Integer, Is.EqualTo(1));
            foreach (var vm in vms[1..]) vm.Free();
        }
        finally
        {
            ServiceCaps.Set(before);
        }
    }

    [Test]
    public void Send_to_a_peer_that_does_not_read_times_out()
    {
        var gone = new TaskCompletionSource();
        using var server = new WsServer(async _ => await gone.Task);
        var vm = server.Open(server.Rules with { MessageBytes = 64 << 20, TimeoutMs = 300 }, new Limits { MemoryBytes = 256 << 20 });
        var outcome = vm.Run($"local s = ws.connect('{server.Url}') local d = ('x'):rep(32 << 20) local ok, e = pcall(s.send, s, d) assert(not ok and not s.open) return e");
        gone.SetResult();
        Assert.That(outcome.Text, Does.Contain("did not finish within 300"), outcome.Message);
        vm.Free();
    }

    [Test]
    public void Policy_says_what_may_be_reached()
    {
        using var server = new WsServer(static peer => peer.IsGone());
        var vm = Vm.Create(Scripts.NextHandle(), Policy.Parse(Encoding.UTF8.GetBytes($$$"""
            {"version": 1, "ws": {"hosts": [{"host": "127.0.0.1", "schemes": ["ws"], "ports": [{{{server.Port}}}]}],
             "addresses": {"allow": ["127.0.0.1"]}, "connections": 3, "message": "1KiB", "queue": "16KiB", "ping": "1h"}}
            """), "p.json", "").Apply(default));
        Assert.That(vm.Run($"s = ws.connect('{server.Url}') return s.url", keep: true).Text, Is.EqualTo(server.Url));
        Assert.That(vm.Run("s:send(('x'):rep(1025))", keep: true).Message, Does.Contain("longer than 1 KiB"));
        foreach (var url in new[] { "ws://localhost/", "wss://127.0.0.1/", "ws://127.0.0.1/", "ws://169.254.169.254/" })
            Assert.That(vm.Run($"ws.connect('{url}')").Status, Is.EqualTo(Status.Sandbox), url);
        Assert.That(vm.Run("ws.connect('http://127.0.0.1/')").Message, Does.Contain("ws://"));
        Assert.That(server.Connections, Is.EqualTo(1));
        vm.Free();
    }

    private static WsAsk Ask(WsServer server, WsRules rules) => new()
    {
        Target = LuaVm.Http.HttpTarget.Parse(server.Url),
        Fields = new LuaVm.Http.HttpFields(10, 1_000),
        TimeoutMs = 10_000,
        MessageBytes = rules.MessageBytes,
        QueueBytes = rules.QueueBytes,
        PingMs = 0,
    };
}
