using System.Net;
using LuaVm.Core;
using LuaVm.Http;

namespace LuaVm.Tests.Http.WebSocket;

/// <summary>Which servers scripts come to, and that TLS is what it should be.</summary>
internal sealed class WsReachTests
{
    [SetUp]
    public void Begin() => WsServer.AssertIdle();

    /// <summary>Every name is where a test says; every connection goes to the test's server.</summary>
    private sealed class Network(WsServer server, params string[] addresses) : INetwork
    {
        private int _asked;

        public Task<IPAddress[]> Resolve(string name, CancellationToken abort) =>
            Task.FromResult<IPAddress[]>([IPAddress.Parse(addresses[_asked++ % addresses.Length])]);

        public Task<Stream> Connect(IPAddress address, int port, CancellationToken abort) =>
            SystemNetwork.Instance.Connect(IPAddress.Loopback, server.Port, abort);
    }

    [TestCase("localhost", TestName = "Certificate of the right name is taken")]
    [TestCase("example.com", TestName = "Certificate of another name is refused")]
    public void Certificate(string name)
    {
        using var certificates = new TestCertificates();
        using var certificate = certificates.Issue(name);
        using var server = new WsServer(static async peer =>
        {
            await peer.Text("secret");
            await peer.IsGone();
        }, certificate: certificate);
        var vm = server.Open(server.Rules with { Reach = HttpVm.Reach(["127.0.0.1"], certificates.File) });
        var outcome = vm.Run($"return (ws.connect('wss://localhost:{server.Port}/'):receive())");
        if (name == "localhost") Assert.That((outcome.Text, outcome.Message), Is.EqualTo(("secret", "")));
        else Assert.That(outcome.Message, Does.Contain("the certificate of localhost is refused: it is for another name"));
        vm.Free();
    }

    [Test]
    public void Address_is_checked_each_time_that_a_name_is_resolved()
    {
        using var server = new WsServer(static peer => peer.IsGone());
        var rules = server.Rules with { Reach = HttpVm.Reach([]) };
        var vm = server.Open(rules, network: new Network(server, "93.184.216.34", "127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1"));
        Assert.That(vm.Run("return ws.connect('ws://rebind.luavm.test/').open and 1").Integer, Is.EqualTo(1));
        for (var i = 0; i < 3; i++)
            Assert.That(vm.Run("ws.connect('ws://rebind.luavm.test/')").Status, Is.EqualTo(Status.Sandbox));
        foreach (var url in new[] { "ws://127.0.0.1/", "ws://[::1]/", "ws://0x7f.1/", "ws://2130706433/", "ws://[::ffff:127.0.0.1]/" })
            Assert.That(vm.Run($"ws.connect('{url}')").Status, Is.EqualTo(Status.Sandbox).Or.EqualTo(Status.Runtime), url);
        Assert.That(server.Connections, Is.EqualTo(1));
        vm.Free();
    }

    /// <summary>Attack 259 with each of what it says a server may do.</summary>
    [TestCase("82 7f 80 00 00 00 00 00 00 00", TestName = "Frame of 2^63 bytes")]
    [TestCase("82 7f 7f ff ff ff ff ff ff ff", TestName = "Frame of 2^63 - 1 bytes")]
    [TestCase("02 01 78", TestName = "Message that never ends")]
    [TestCase("00 00", TestName = "Fragments of nothing")]
    [TestCase("89 00", TestName = "Pings and nothing else")]
    public void Server_without_end_is_contained(string frames)
    {
        var bytes = Convert.FromHexString(frames.Replace(" ", "", StringComparison.Ordinal));
        using var server = new WsServer(async peer =>
        {
            if (bytes[0] == 0) await peer.Frame(0x01, []);
            while (true)
            {
                await peer.Raw(bytes);
                if (bytes[0] == 2) bytes[0] = 0; // the first is the message's beginning
            }
        });
        var held = VmProcess.Memory().Used;
        var rules = server.Rules with { Reach = HttpVm.Reach([]), MessageBytes = 64 << 10 };
        var vm = server.Open(rules, new Limits { WallMs = 1_000, MemoryBytes = 8 << 20 }, new Network(server, "93.184.216.34"));
        var script = File.ReadAllText(Path.Combine(Engine.Root, "tests/attacks/259_http_ws_endless.lua"));
        Assert.That(vm.Run(script.Replace("rawget(_G, \"http\")", "true", StringComparison.Ordinal)).Status, Is.EqualTo(Status.Timeout));
        vm.AssertAnswers();
        vm.Free();
        WsServer.AssertIdle();
        Assert.That(VmProcess.Memory().Used, Is.EqualTo(held));
        Assert.That(async () => await server.Served, Throws.InstanceOf<IOException>());
    }
}
