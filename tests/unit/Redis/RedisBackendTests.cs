using LuaVm.Core;
using LuaVm.Redis;
using LuaVm.Store;
using LuaVm.Tests.Store;

namespace LuaVm.Tests.Redis;

/// <summary>Tables on a real server: the contract, and what happens when the server goes away.</summary>
[TestFixture]
public sealed class RedisBackendTests : TransactionContract
{
    private readonly FakeClock _clock = new();
    private RedisServer _server = null!;

    protected override StoreOptions Options => base.Options with { Url = _server.Url, Clock = _clock };

    protected override long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    [SetUp]
    public void Begin()
    {
        _server = new RedisServer();
        _clock.Pass(_server.Time - _clock.GetUtcNow());
    }

    [TearDown]
    public void End() => _server.Dispose();

    protected override IStoreBackend Make(StoreOptions options) => RedisBackend.Open(options, default).Done();

    /// <summary>The server has a clock of its own, to which all that ends comes nearer.</summary>
    protected override void Pass(TimeSpan time)
    {
        _clock.Pass(time);
        _server.Hasten(time);
    }

    [Test]
    public void A_server_that_is_killed_loses_no_acknowledged_write_and_is_used_again()
    {
        var b = Open(o => o with { Durable = true });
        for (var i = 0; i < 100; i++) b.Put($"{i:d3}", "v");
        _server.Kill();
        Assert.That(() => b.Put("a", "1"), Fails.With(Status.Network));
        Assert.That(() => b.Read("000"), Fails.With(Status.Network));
        _server.Start();
        Assert.That(b.Size(default).Done().Keys, Is.EqualTo(100));
        Assert.That(b.Put("a", "1"), Is.Zero);
    }

    [Test]
    public void A_transaction_that_has_only_read_is_refused_where_others_wrote_meanwhile()
    {
        var b = Open();
        b.Put("x", "1");
        using var mixed = b.Begin(default).Done();
        Assert.That(mixed.Read("x"), Is.EqualTo("1"));
        b.Apply(new[] { Entry.Of("x", "2"), Entry.Of("y", "2") }, default).Done();
        Assert.That(mixed.Read("y"), Is.EqualTo("2")); // two tables in one
        Assert.That(() => mixed.Commit(default).Done(), Throws.TypeOf<StoreConflict>());
        using var whole = b.Begin(default).Done();
        Assert.That(whole.Read("x"), Is.EqualTo(whole.Read("y")));
        whole.Commit(default).Done();
    }

    [Test]
    public void A_closed_table_answers_with_an_error()
    {
        var b = Open();
        b.Dispose();
        Assert.That(() => b.Read("a"), Fails.With(Status.Runtime));
    }
}
