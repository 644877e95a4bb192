using System.Text;
using LuaVm.Core;
using LuaVm.Core.Services;
using LuaVm.Http.WebSocket;

namespace LuaVm.Tests.Http.WebSocket;

/// <summary>When connections end that nobody closes.</summary>
internal sealed class WsEndTests
{
    [SetUp]
    public void Begin() => WsServer.AssertIdle();

    [Test]
    public async Task Killed_script_stops_waiting_and_its_connections_are_ended()
    {
        var waiting = new TaskCompletionSource();
        using var server = new WsServer(async peer =>
        {
            await peer.Receive();
            waiting.SetResult();
            Assert.That(await peer.IsGone());
        });
        var vm = server.Open();
        var run = Task.Run(() => vm.Run($"s = ws.connect('{server.Url}') s:send('x') s:receive()", keep: true));
        await waiting.Task;
        vm.Interrupt();
        Assert.That((await run).Status, Is.EqualTo(Status.Cancelled));
        Assert.That(WsSlots.Open, Is.Zero);
        await server.Served;
        var outcome = vm.Run("local data, code, reason = s:receive() return tostring(data) .. code .. reason", keep: true);
        Assert.That((outcome.Text, outcome.Message), Is.EqualTo(("nil1006a run of the VM was stopped", "")));
        vm.Free();
    }

    [Test]
    public async Task Killed_script_stops_connecting()
    {
        var connected = new TaskCompletionSource();
        var gone = new TaskCompletionSource<bool>();
        using var server = new WsServer(static _ => Task.CompletedTask, _ =>
        {
            connected.SetResult();
            gone.Task.Wait();
            return "";
        });
        var open = WsSlots.Open;
        var vm = server.Open();
        var run = Task.Run(() => vm.Run($"ws.connect('{server.Url}')"));
        await connected.Task;
        vm.Interrupt();
        Assert.That((await run).Status, Is.EqualTo(Status.Cancelled));
        SpinWait.SpinUntil(() => WsSlots.Open == open);
        gone.SetResult(true);
        vm.Free();
    }

    [Test]
    public async Task Connection_ends_with_its_VM_and_gives_everything_back()
    {
        using var server = new WsServer(static async peer => Assert.That(await peer.IsGone()));
        var (open, before) = (WsSlots.Open, VmProcess.Memory().Used);
        var vm = server.Open();
        Assert.That(vm.Run($"s = ws.connect('{server.Url}')", keep: true).Status, Is.EqualTo(Status.Ok));
        Assert.That(WsSlots.Open, Is.EqualTo(open + 1));
        vm.Free();
        Assert.That((WsSlots.Open, VmProcess.Memory().Used), Is.EqualTo((open, before)));
        await server.Served;
    }

    [Test]
    public async Task Connection_ends_when_its_VM_is_reset()
    {
        using var server = new WsServer(static async peer => Assert.That(await peer.IsGone()));
        var open = WsSlots.Open;
        var vm = server.Open();
        vm.Run($"s = ws.connect('{server.Url}')", keep: true);
        Assert.That(vm.Reset(), Is.EqualTo(Status.Ok));
        Assert.That(WsSlots.Open, Is.EqualTo(open));
        await server.Served;
        Assert.That(vm.Run("return s == nil and 1", keep: true).Integer, Is.EqualTo(1));
        vm.Free();
    }

    [TestCase("ws.connect(URL)", TestName = "Connection that a run has lost ends with it")]
    [TestCase("s = ws.connect(URL)", TestName = "Connection in a global ends with the globals")]
    [TestCase("local s = ws.connect(URL) error('x')", TestName = "Connection that an error has lost ends with the run")]
    [TestCase("coroutine.wrap(function() local s = ws.connect(URL) coroutine.yield() end)()", TestName = "Connection of a coroutine ends with the run")]
    public async Task Connection_that_a_run_has_lost(string script)
    {
        using var server = new WsServer(static async peer => Assert.That(await peer.IsGone()));
        var vm = server.Open();
        var before = vm.Memory().UsedBytes;
        vm.Run(script.Replace("URL", $"'{server.Url}'", StringComparison.Ordinal));
        Assert.That(server.Connections, Is.EqualTo(1));
        Assert.That(WsSlots.Open, Is.Zero);
        Assert.That(vm.Memory().UsedBytes - before, Is.LessThan(WsRules.DefaultQueueBytes / 4));
        await server.Served;
        vm.Free();
    }

    [Test]
    public void Connection_that_a_script_keeps_outlives_its_run()
    {
        using var server = new WsServer(static async peer =>
        {
            for (var i = 0; i < 3; i++) await peer.Text(Encoding.UTF8.GetString((await peer.Receive()).Payload));
            await peer.IsGone();
        });
        var vm = server.Open();
        vm.Run($"s = ws.connect('{server.Url}')", keep: true);
        for (var i = 1; i <= 3; i++)
        {
            vm.Run("x = {} error({})", keep: true);
            Assert.That(vm.Run($"s:send('{i}') return (s:receive())", keep: true).Text, Is.EqualTo($"{i}"));
        }
        vm.Free();
    }

    [Test]
    public void Lost_connections_do_not_count_for_their_VM()
    {
        using var server = new WsServer(static peer => peer.IsGone());
        var vm = server.Open(server.Rules with { OpenPerVm = 2 });
        Assert.That(vm.Run($"for i = 1, 7 do kept = ws.connect('{server.Url}') end return kept.open and 7", keep: true).Integer, Is.EqualTo(7));
        Assert.That(server.Connections, Is.EqualTo(7));
        Assert.That(WsSlots.Open, Is.EqualTo(1));
        vm.Free();
    }

    [Test]
    public void Lost_connections_do_not_count_for_the_process()
    {
        using var server = new WsServer(static peer => peer.IsGone());
        var before = ServiceCaps.Current;
        ServiceCaps.Set(before with { WebSocket = 2 });
        try
        {
            var vm = server.Open();
            vm.Run($"a, b = ws.connect('{server.Url}'), ws.connect('{server.Url}')", keep: true);
            Assert.That(vm.Run($"return select(2, pcall(ws.connect, '{server.Url}'))", keep: true).Text, Does.Contain("the most there can be"));
            vm.Run("a = nil", keep: true);
            Assert.That(vm.Run($"a = ws.connect('{server.Url}') return a.open and b.open and 1", keep: true).Integer, Is.EqualTo(1));
            vm.Free();
        }
        finally
        {
            ServiceCaps.Set(before);
        }
    }

    [Test]
    public void Lost_connections_leave_their_memory_to_the_next()
    {
        using var server = new WsServer(static peer => peer.IsGone());
        var vm = server.Open(server.Rules with { QueueBytes = 1 << 20 }, new Limits { MemoryBytes = 4 << 20 });
        var outcome = vm.Run($"for i = 1, 9 do ws.connect('{server.Url}') end return 9");
        Assert.That((outcome.Integer, outcome.Message), Is.EqualTo(((long?)9, "")));
        vm.Free();
    }

    [Test]
    public void Asking_again_and_again_at_the_cap_is_paid_for()
    {
        using var server = new WsServer(static peer => peer.IsGone());
        var vm = server.Open(server.Rules with { OpenPerVm = 1 }, new Limits { Fuel = 1_000_000, MemoryBytes = 64 << 20 });
        var outcome = vm.Run($"s = ws.connect('{server.Url}') x = ('x'):rep(8 << 20) for i = 1, 100 do pcall(ws.connect, '{server.Url}') end");
        Assert.That(outcome.Status, Is.EqualTo(Status.Fuel));
        vm.Free();
    }
}
