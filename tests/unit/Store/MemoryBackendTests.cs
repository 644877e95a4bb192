using LuaVm.Core;
using LuaVm.Store;
using LuaVm.Store.Local;

namespace LuaVm.Tests.Store;

/// <summary>Tables in memory: the contract, and that they are charged.</summary>
[TestFixture]
public sealed class MemoryBackendTests : LockContract
{
    private readonly FakeClock _clock = new();

    protected override StoreOptions Options => base.Options with { Clock = _clock };

    protected override long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    protected override IStoreBackend Make(StoreOptions options) => new MemoryBackend(options);

    protected override void Pass(TimeSpan time) => _clock.Pass(time);

    [Test]
    public void Entries_that_were_overwritten_many_times_do_not_pile_up_until_they_expire()
    {
        var b = Open();
        for (var i = 0; i < 10_000; i++)
            b.Apply(new[] { Entry.Of($"k{i % 7}", "v", Now + 1_000 + (i % 13)) }, default).Done();
        Assert.That(b.Size(default).Done().Keys, Is.EqualTo(7));
        Pass(TimeSpan.FromSeconds(2));
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(0, 0)));
    }

    [Test]
    public void A_closed_table_answers_with_an_error()
    {
        var b = Open();
        b.Dispose();
        Assert.That(() => b.Read("a"), Fails.With(Status.Runtime));
        Assert.That(() => b.Put("a", "1"), Fails.With(Status.Runtime));
    }
}
