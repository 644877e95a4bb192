using LuaVm.Core;

namespace LuaVm.Tests.Store;

/// <summary>For backends whose transactions lock: writers wait, no longer than they may, and can be called off.</summary>
public abstract class LockContract : TransactionContract
{
    [Test]
    public void A_writer_waits_for_a_transaction_to_end()
    {
        var b = Open();
        Task<int> write;
        using (var t = b.Begin(default).Done())
        {
            t.Put("a", "1");
            write = b.Apply(new[] { Entry.Of("a", "2") }, default).AsTask();
            Assert.That(write.IsCompleted, Is.False);
            t.Commit(default).Done();
        }
        Assert.That(write.GetAwaiter().GetResult(), Is.EqualTo(1));
        Assert.That(b.Read("a"), Is.EqualTo("2"));
    }

    [Test]
    public void Waiting_for_a_turn_ends_at_the_timeout()
    {
        var b = Open(o => o with { Timeout = TimeSpan.FromMilliseconds(20) });
        using var t = b.Begin(default).Done();
        t.Put("a", "1");
        Assert.That(() => b.Put("a", "2"), Fails.With(Status.Timeout));
        Assert.That(() => b.Begin(default).Done(), Fails.With(Status.Timeout));
        t.Commit(default).Done();
        b.Put("a", "3");
    }

    [Test]
    public void Waiting_for_a_turn_can_be_called_off()
    {
        var b = Open();
        using var t = b.Begin(default).Done();
        t.Put("a", "1");
        using var cancel = new CancellationTokenSource();
        var write = b.Apply(new[] { Entry.Of("a", "2") }, cancel.Token).AsTask();
        var begin = b.Begin(cancel.Token).AsTask();
        cancel.Cancel();
        Assert.That(() => write.GetAwaiter().GetResult(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => begin.GetAwaiter().GetResult(), Throws.InstanceOf<OperationCanceledException>());
        t.Commit(default).Done();
        Assert.That(b.Read("a"), Is.EqualTo("1"));
        b.Put("a", "3");
    }
}
