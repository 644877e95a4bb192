using System.Net;
using System.Net.Sockets;
using System.Text;
using LuaVm.Core;
using LuaVm.Redis;
using LuaVm.Store;
using LuaVm.Tests.Store;

namespace LuaVm.Tests.Redis;

/// <summary>Servers that answer what nobody asked for, or not at all, and tables that have lost a part.</summary>
[TestFixture]
public sealed class RedisFaultTests
{
    private const string Version = "$4\r\nnone\r\n";

    [TestCase("+OK\r\n")]
    [TestCase("$-1\r\n")]
    [TestCase(":1\r\n")]
    [TestCase("*0\r\n")]
    [TestCase("*1\r\n*0\r\n")]
    public void An_answer_of_another_kind_is_the_servers_fault(string answer)
    {
        using var server = new SaidServer(Version, answer, answer);
        using var b = RedisBackend.Open(new StoreOptions { Url = server.Url }, default).Done();
        Assert.That(() => b.Size(default).Done(), Fails.With(Status.Network));
        Assert.That(() => b.Put("a", "1"), Fails.With(Status.Network));
    }

    [TestCase("-NOSCRIPT No matching script.\r\n")]
    [TestCase("-LOADING wait\r\n")]
    public void A_write_that_is_sent_again_and_not_answered_is_not_known_to_have_failed(string refusal)
    {
        using var server = new SaidServer(Version, refusal);
        using var b = RedisBackend.Open(
            new StoreOptions { Url = server.Url, Timeout = TimeSpan.FromMilliseconds(100) }, default).Done();
        Assert.That(() => b.Put("a", "1"), Throws.TypeOf<LuaFault>().With.Property(nameof(LuaFault.Status))
            .EqualTo(Status.Timeout).And.Message.Contains("not known"));
    }

    [TestCase("v")]
    [TestCase("k")]
    [TestCase("x")]
    [TestCase("m")]
    public void A_table_of_which_a_part_is_gone_is_damaged(string part)
    {
        using var server = new RedisServer();
        using var b = RedisBackend.Open(new StoreOptions { Url = server.Url }, default).Done();
        b.Apply(new[] { Entry.Of("a", "1", long.MaxValue), Entry.Of("b", "2") }, default).Done();
        server.Ask("return redis.call('DEL', '{luavm:main}:" + part + "')");
        Assert.That(() => b.Put("b", "3"), Damaged);
        Assert.That(() => b.Size(default).Done(), Damaged);
        Assert.That(() => b.Keys(), Damaged);
        Assert.That(() => b.Begin(default).Done(), Damaged);
        if (part == "v") Assert.That(() => b.Read("a"), Damaged);
    }

    [Test]
    public void A_server_without_memory_left_still_deletes()
    {
        using var server = new RedisServer();
        using var b = RedisBackend.Open(new StoreOptions { Url = server.Url }, default).Done();
        for (var i = 0; i < 50; i++) b.Put($"{i}", new string('x', 1_000));
        server.Configure("maxmemory", "1mb");
        Assert.That(() => b.Put("0", "y"), Throws.TypeOf<LuaFault>().With.Message.Contains("maxmemory"));
        Assert.That(b.Put("0", null), Is.EqualTo(1));
        Assert.That(b.Size(default).Done().Keys, Is.EqualTo(49));
        b.Clear(default).Done();
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(0, 0)));
    }

    private static NUnit.Framework.Constraints.Constraint Damaged =>
        Throws.TypeOf<LuaFault>().With.Message.Contains("the table is damaged");

    /// <summary>Gives each command the next of its answers, and none once it has no more.</summary>
    private sealed class SaidServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        internal SaidServer(params string[] answers)
        {
            _listener.Start();
            _ = Serve(new Queue<string>(answers));
        }

        internal string Url => $"redis://{_listener.LocalEndpoint}";

        public void Dispose() => _listener.Dispose();

        private async Task Serve(Queue<string> answers)
        {
            var command = new byte[1 << 16];
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                while (await stream.ReadAsync(command) > 0)
                {
                    if (answers.TryDequeue(out var answer)) await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
                }
            }
        }
    }
}
