using LuaVm.Core;
using LuaVm.Store;

namespace LuaVm.Tests.Store;

/// <summary>What every backend's transactions must do.</summary>
public abstract class TransactionContract : BackendContract
{
    [Test]
    public void A_transaction_sees_its_writes_and_others_see_them_after_the_commit()
    {
        var b = Open();
        b.Put("a", "1");
        using var t = b.Begin(default).Done();
        Assert.That(t.Put("a", "2"), Is.EqualTo(1));
        t.Put("b", "3");
        Assert.That(t.Read("a"), Is.EqualTo("2"));
        Assert.That(t.Keys(count: 1), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(t.Size(default).Done(), Is.EqualTo(new StoreSize(2, 4)));
        Assert.That(b.Read("a"), Is.EqualTo("1"));
        Assert.That(b.Keys(), Is.EqualTo(new[] { "a" }));
        t.Commit(default).Done();
        Assert.That(b.Read("a"), Is.EqualTo("2"));
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(2, 4)));
    }

    [Test]
    public void A_transaction_that_is_dropped_has_not_happened()
    {
        var b = Open();
        b.Put("a", "1");
        using (var t = b.Begin(default).Done())
        {
            t.Put("a", null);
            t.Put("b", "2");
            t.Clear(default).Done();
            t.Put("c", "2");
        }
        Assert.That(b.Keys(), Is.EqualTo(new[] { "a" }));
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(1, 2)));
        b.Put("b", "1"); // nothing is locked any more
    }

    [Test]
    public void A_transaction_lists_deletes_and_writes_in_order()
    {
        var b = Open();
        for (var i = 0; i < 20; i++) b.Put($"k{i:d2}", "old");
        using var t = b.Begin(default).Done();
        for (var i = 0; i < 20; i += 2) t.Put($"k{i:d2}", null);
        for (var i = 0; i < 20; i += 5) t.Put($"k{i:d2}+", "new");
        var expected = Enumerable.Range(0, 10).Select(i => $"k{(2 * i) + 1:d2}")
            .Concat([.. Enumerable.Range(0, 4).Select(i => $"k{5 * i:d2}+")]).Order(StringComparer.Ordinal);
        Assert.That(t.Keys(count: 3), Is.EqualTo(expected));
        t.Commit(default).Done();
        Assert.That(b.Keys(count: 3), Is.EqualTo(expected));
    }

    [Test]
    public void Clearing_in_a_transaction_clears_at_the_commit()
    {
        var b = Open();
        b.Put("a", "1");
        b.Put("b", "2");
        using var t = b.Begin(default).Done();
        t.Clear(default).Done();
        t.Put("b", "3");
        Assert.That(t.Read("a"), Is.Null);
        Assert.That(t.Keys(), Is.EqualTo(new[] { "b" }));
        Assert.That(b.Keys(), Is.EqualTo(new[] { "a", "b" }));
        t.Commit(default).Done();
        Assert.That(b.Next([], 9, 99, default).Done().Select(Entry.Text), Is.EqualTo(new[] { "b=3" }));
    }

    [Test]
    public void Caps_hold_within_a_transaction_and_a_refused_write_leaves_it_usable()
    {
        var b = Open(o => o with { KeyCap = 2, ByteCap = 8 });
        b.Put("a", "1");
        using var t = b.Begin(default).Done();
        t.Put("b", "2");
        Assert.That(() => t.Put("c", "3"), Fails.With(Status.Quota));
        Assert.That(() => t.Put("b", "1234567"), Fails.With(Status.Quota));
        t.Put("a", null);
        t.Put("c", "3");
        t.Commit(default).Done();
        Assert.That(b.Keys(), Is.EqualTo(new[] { "b", "c" }));
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(2, 4)));
    }

    [Test]
    public void Counters_of_many_threads_lose_no_increment()
    {
        var b = Open();
        const int Threads = 4, Times = 25;
        Parallel.For(0, Threads, _ =>
        {
            for (var i = 0; i < Times; i++) Add(b);
        });
        Assert.That(b.Read("n"), Is.EqualTo($"{Threads * Times}"));
    }

    [Test]
    public void An_entry_expires_within_a_transaction_too()
    {
        var b = Open();
        b.Apply(new[] { Entry.Of("t", "1", Now + Minute) }, default).Done();
        using var t = b.Begin(default).Done();
        t.Apply(new[] { Entry.Of("u", "1", Now + Minute) }, default).Done();
        Assert.That(t.Keys(), Is.EqualTo(new[] { "t", "u" }));
        Pass(TimeSpan.FromMinutes(2));
        Assert.That(t.Keys(), Is.Empty);
        Assert.That(t.Read("u"), Is.Null);
        t.Commit(default).Done();
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(0, 0)));
    }

    [Test]
    public void What_expires_within_a_transaction_no_longer_counts()
    {
        var b = Open(o => o with { KeyCap = 2 });
        b.Apply(new[] { Entry.Of("old", "12", Now + Minute), Entry.Of("stays", "1") }, default).Done();
        using var t = b.Begin(default).Done();
        t.Apply(new[] { Entry.Of("old", "1234", Now + (2 * Minute)) }, default).Done();
        Assert.That(t.Size(default).Done(), Is.EqualTo(new StoreSize(2, 13)));
        Pass(TimeSpan.FromMinutes(1.5)); // what was overwritten is over, not what was written
        Assert.That(t.Size(default).Done(), Is.EqualTo(new StoreSize(2, 13)));
        Pass(TimeSpan.FromMinutes(1));
        Assert.That(t.Size(default).Done(), Is.EqualTo(new StoreSize(1, 6)));
        t.Put("old", "1");
        Assert.That(t.Size(default).Done(), Is.EqualTo(new StoreSize(2, 10)));
        Assert.That(() => t.Put("third", "1"), Fails.With(Status.Quota));
        t.Put("old", null);
        t.Commit(default).Done();
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(1, 6)));
    }

    private static void Add(IStoreBackend b)
    {
        while (true)
        {
            using var t = b.Begin(default).Done();
            t.Put("n", $"{int.Parse(t.Read("n") ?? "0", null) + 1}");
            try
            {
                t.Commit(default).Done();
                return;
            }
            catch (StoreConflict)
            {
                // somebody else was quicker
            }
        }
    }
}
