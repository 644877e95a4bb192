using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace LuaVm.Client.Tests;

/// <summary>WebSocket, against Node's ws. Each test gives back all memory and every block.</summary>
[NonParallelizable]
public sealed class WebSocketTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly byte[] One = [7];
    private static readonly string[] Protocols = ["v3", "v2"];

    private Process node = null!;
    private string server = "";
    private LuaVmProcessStatistics before;
    private List<LuaWebSocket> opened = [];

    [OneTimeSetUp]
    public void Serve()
    {
        var root = typeof(WebSocketTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(each => each.Key == "Root").Value!;
        node = Process.Start(new ProcessStartInfo("python3", [Path.Combine(root, "tests", "websocket", "node.py")])
        {
            RedirectStandardInput = true, // with its end the server goes, also where this process is killed
            RedirectStandardOutput = true,
        })!;
        server = $"ws://127.0.0.1:{int.Parse(node.StandardOutput.ReadLine() ?? "0")}/";
    }

    [OneTimeTearDown]
    public void End()
    {
        node.StandardInput.Close();
        node.WaitForExit();
        node.Dispose();
    }

    [SetUp]
    public void Remember()
    {
        opened = [];
        before = LuaVmProcess.Statistics;
    }

    [TearDown]
    public void Close()
    {
        opened.ForEach(socket => socket.Dispose());
        var now = LuaVmProcess.Statistics;
        Assert.That((now.MemoryBytes, now.BlockCount), Is.EqualTo((before.MemoryBytes, before.BlockCount)));
    }

    [Test]
    public void Text_and_bytes_come_back_as_they_were()
    {
        var socket = Open("echo");
        foreach (var text in new[] { "", "gr\u00fc\u00dfe \U0001f600", new string('x', 70_000) })
        {
            socket.Send(text);
            var message = socket.Receive(Patience)!;
            Assert.That((message.IsText, message.Text, message.ToString()), Is.EqualTo((true, text, text)));
            Assert.That(message.Data, Is.EqualTo(System.Text.Encoding.UTF8.GetBytes(text)));
        }
        var large = new byte[1_000_000];
        Array.Fill(large, (byte)0xff);
        foreach (var data in new byte[][] { [], [0xff, 0], large })
        {
            socket.Send(data, Patience);
            var message = socket.Receive()!;
            Assert.That((message.IsText, message.ToString()), Is.EqualTo((false, $"{data.Length} bytes")));
            Assert.That(message.Data, Is.EqualTo(data));
            Assert.That(() => message.Text, Throws.InvalidOperationException);
        }
        Span<byte> lent = stackalloc byte[3];
        lent[1] = 7;
        socket.Send(lent[1..2]);
        Assert.That(socket.Receive(Patience)!.Data, Is.EqualTo(One));
    }

    [Test]
    public void Messages_come_until_the_peer_closes()
    {
        var socket = Open("many/100");
        Assert.That((socket.CloseCode, socket.CloseReason), Is.EqualTo(((int?)null, "")));
        Assert.That(socket.Messages().Select(message => message.Text), Is.EqualTo(Enumerable.Range(1, 100).Select(i => $"{i}")));
        Assert.That((socket.CloseCode, socket.CloseReason), Is.EqualTo(((int?)1000, "that is all")));
        Assert.That(socket.Receive(), Is.Null);
        Assert.That(() => socket.Send("x"), Throws.TypeOf<ClosedException>());
        var other = Open("close/4001");
        Assert.That(other.Receive(Patience), Is.Null);
        Assert.That((other.CloseCode, other.CloseReason), Is.EqualTo(((int?)4001, "gr\u00fc\u00dfe")));
        var silent = Open("nocode");
        Assert.That(silent.Receive(Patience), Is.Null);
        Assert.That((silent.CloseCode, silent.CloseReason), Is.EqualTo(((int?)1005, "")));
    }

    [Test]
    public void A_receive_may_time_out_and_be_asked_again()
    {
        var socket = Open("echo");
        Assert.That(() => socket.Receive(TimeSpan.Zero), Throws.TypeOf<LuaTimeoutException>());
        Assert.That(() => socket.Receive(TimeSpan.FromMilliseconds(10)), Throws.TypeOf<LuaTimeoutException>());
        Assert.That(() => socket.Receive(TimeSpan.FromSeconds(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        socket.Send("x");
        Assert.That(socket.Receive(Timeout.InfiniteTimeSpan)!.Text, Is.EqualTo("x"));
    }

    [Test]
    public void Close_says_good_bye_and_what_follows_is_refused()
    {
        var name = $"bye-{Guid.NewGuid()}";
        var socket = Open($"echo?name={name}");
        socket.Close(4000, "gr\u00fc\u00dfe", Patience);
        socket.Close(77, "no code is looked at any more");
        socket.Dispose();
        foreach (var use in new Action[]
        {
            () => socket.Receive(), () => socket.Receive(TimeSpan.Zero), () => socket.Send("x"), () => socket.Send(One),
            () => socket.Messages().Count(),
        })
        {
            Assert.That(use, Throws.TypeOf<ClosedException>().With.Message.EqualTo("this connection is closed"));
        }
        Assert.That(Seen(name), Does.Contain("\"code\":4000").And.Contain("gr\u00fc\u00dfe"));
    }

    [Test]
    public void Dispose_ends_it_at_once_and_a_forgotten_one_is_ended_too()
    {
        var (one, other) = ($"disposed-{Guid.NewGuid()}", $"lost-{Guid.NewGuid()}");
        var socket = Open($"deaf?name={one}");
        socket.Dispose();
        socket.Dispose();
        Assert.That(Seen(one), Does.Contain("\"code\":1006"));
        Forget($"silent?name={other}");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.That(Seen(other), Does.Contain("\"code\":1006"));
    }

    [Test]
    public void Dispose_and_close_end_a_receive_of_another_thread()
    {
        foreach (var end in new Action<LuaWebSocket>[] { socket => socket.Dispose(), socket => socket.Close() })
        {
            var socket = Open("silent");
            var waiting = Task.Factory.StartNew(() => socket.Receive(), TaskCreationOptions.LongRunning);
            end(socket);
            Assert.That(() => waiting.GetAwaiter().GetResult(), Throws.TypeOf<ClosedException>());
        }
    }

    [Test]
    public void Messages_of_many_threads_do_not_mix()
    {
        var socket = Open("echo");
        var texts = Enumerable.Range(0, 40).Select(i => new string((char)('0' + i % 10), 40_000)).Order(StringComparer.Ordinal).ToList();
        var threads = texts.Select(text => new Thread(() => socket.Send(text, Patience))).ToList();
        threads.ForEach(thread => thread.Start());
        var received = texts.Select(_ => socket.Receive(Patience)!.Text).ToList();
        threads.ForEach(thread => thread.Join());
        Assert.That(received.Order(StringComparer.Ordinal), Is.EqualTo(texts));
    }

    [Test]
    public void Bounds_hold()
    {
        var bounded = new WebSocketOptions { MaxBytes = 1_000, QueueBytes = 2_000, Ping = Timeout.InfiniteTimeSpan };
        Assert.That(() => Open("big/1001", bounded).Receive(Patience), Throws.TypeOf<OutputLimitException>());
        Assert.That(Open("big/1000", bounded).Receive(Patience)!.Data, Has.Length.EqualTo(1_000));
        Assert.That(() => Open("redirect"), Throws.TypeOf<NetworkException>());
        var dying = Open("die");
        dying.Send("x");
        Assert.That(() => dying.Receive(Patience), Throws.TypeOf<NetworkException>());
        opened.ForEach(socket => socket.Dispose());
        LuaVmProcess.Configure(new LuaVmProcessOptions { WebSocketCap = 1 });
        try
        {
            var one = Open("silent");
            Assert.That(() => Open("silent"), Throws.TypeOf<QuotaException>());
            one.Dispose();
            Open("silent");
        }
        finally
        {
            LuaVmProcess.Configure(new LuaVmProcessOptions());
        }
    }

    [Test]
    public void The_handshake_has_headers_and_protocols()
    {
        var options = new WebSocketOptions { Headers = [new("X-One", "1"), new("X-Empty", "")], Protocols = Protocols, Timeout = Patience };
        Assert.That(Open("headers", options).Receive(Patience)!.Text, Does.Contain("\"x-one\":\"1\"").And.Contain("\"x-empty\":\"\""));
        Assert.That(Open("protocol", options).Receive(Patience)!.Text, Is.EqualTo("v2"));
    }

    [Test]
    public void What_is_impossible_is_refused()
    {
        foreach (var url in new[] { "http://127.0.0.1/", "ws://a b/", "ws://", "" })
            Assert.That(() => new LuaWebSocket(url), Throws.TypeOf<InvalidArgumentException>(), url);
        foreach (var options in new WebSocketOptions[]
        {
            new() { Headers = [new("X", "a\r\nEvil: 1")] }, new() { Headers = [new("Upgrade", "x")] }, new() { Headers = [new("X", "\u20ac")] },
            new() { Protocols = ["a b"] }, new() { QueueBytes = 2L << 30 },
        })
        {
            Assert.That(() => Open("echo", options), Throws.TypeOf<InvalidArgumentException>());
        }
        var socket = Open("echo");
        foreach (var code in new[] { 999, 1005, 1006, 5000, 0, -1 })
            Assert.That(() => socket.Close(code), Throws.TypeOf<InvalidArgumentException>(), $"{code}");
        Assert.That(() => socket.Close(1000, new string('x', 124)), Throws.TypeOf<InvalidArgumentException>());
        Assert.That(() => socket.Send("\ud83d"), Throws.InstanceOf<ArgumentException>());
        socket.Send("it goes on");
        Assert.That(socket.Receive(Patience)!.Text, Is.EqualTo("it goes on"));
    }

    [Test]
    public void A_policy_holds_until_it_is_disposed_of()
    {
        var policy = new LuaPolicy($$"""
            {"version": 1, "ws": {"hosts": [{"host": "127.0.0.1", "schemes": ["ws"], "ports": [{{new Uri(server).Port}}] }],
             "addresses": {"allow": ["127.0.0.1"]}, "message": "1KiB"} }
            """);
        var options = new WebSocketOptions { Policy = policy };
        var socket = Open("echo", options);
        Assert.That(() => socket.Send(new string('x', 1_025)), Throws.TypeOf<InvalidArgumentException>());
        Assert.That(() => new LuaWebSocket("ws://127.0.0.1:1/", options), Throws.TypeOf<SandboxException>());
        policy.Dispose();
        Assert.That(() => Open("echo", options), Throws.TypeOf<HandleException>());
        socket.Send(new string('x', 1_024));
        Assert.That(socket.Receive(Patience)!.Data, Has.Length.EqualTo(1_024));
        using var nothing = new LuaPolicy("""{"version": 1}""");
        Assert.That(() => Open("echo", new WebSocketOptions { Policy = nothing }), Throws.TypeOf<SandboxException>());
    }

    private LuaWebSocket Open(string page, WebSocketOptions? options = null)
    {
        var socket = new LuaWebSocket(server + page, options);
        opened.Add(socket);
        return socket;
    }

    /// <summary>How the connection of a name has ended, in the server's eyes.</summary>
    private string Seen(string name) => Open($"seen/{name}").Receive(Patience)!.Text;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Forget(string page) => _ = new LuaWebSocket(server + page);
}
