using System.Text;
using LuaVm.Core;
using LuaVm.Store;

namespace LuaVm.Tests.Store;

/// <summary>What every backend must do. A fixture derives from this for each kind.</summary>
public abstract class BackendContract
{
    /// <summary>In milliseconds.</summary>
    protected const long Minute = 60_000;

    private readonly List<IStoreBackend> _open = [];

    /// <summary>Opens a table that nobody else uses; twice with the same name, the same one.</summary>
    protected abstract IStoreBackend Make(StoreOptions options);

    /// <summary>Lets time go by for entries that expire.</summary>
    protected abstract void Pass(TimeSpan time);

    protected virtual StoreOptions Options => new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>The present as the backend sees it.</summary>
    protected abstract long Now { get; }

    protected IStoreBackend Open(Func<StoreOptions, StoreOptions>? change = null)
    {
        var made = Make(change?.Invoke(Options) ?? Options);
        _open.Add(made);
        return made;
    }

    [TearDown]
    public void CloseAll()
    {
        foreach (var backend in _open) backend.Dispose();
        _open.Clear();
    }

    [Test]
    public void An_entry_is_read_as_it_was_written_and_gone_once_deleted()
    {
        var b = Open();
        Assert.That(b.Read("k"), Is.Null);
        Assert.That(b.Put("k", "v"), Is.Zero);
        Assert.That(b.Read("k"), Is.EqualTo("v"));
        Assert.That(b.Put("k", "w"), Is.EqualTo(1));
        Assert.That(b.Read("k"), Is.EqualTo("w"));
        Assert.That(b.Put("k", null), Is.EqualTo(1));
        Assert.That(b.Put("k", null), Is.Zero);
        Assert.That(b.Read("k"), Is.Null);
    }

    [Test]
    public void Any_bytes_are_keys_and_values()
    {
        var b = Open();
        var all = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        b.Apply(new[] { new StoreWrite(all, all, 0) }, default).Done();
        b.Apply(new[] { new StoreWrite([0], [], 0) }, default).Done();
        Assert.That(b.Get(all, default).Done().Bytes, Is.EqualTo(all));
        Assert.That(b.Get([0], default).Done().Bytes, Is.Empty);
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(2, 513)));
    }

    [Test]
    public void Size_counts_keys_and_bytes_through_overwrites_and_deletes()
    {
        var b = Open();
        b.Put("a", "12345");
        b.Put("bb", "1");
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(2, 9)));
        b.Put("a", "1");
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(2, 5)));
        b.Put("bb", null);
        b.Put("never", null);
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(1, 2)));
        b.Clear(default).Done();
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(0, 0)));
        Assert.That(b.Read("a"), Is.Null);
    }

    [Test]
    public void Next_gives_all_entries_in_the_order_of_their_bytes()
    {
        var b = Open();
        string[] keys = ["b", "a", "ab", "\u00ff", "a\0", "B", "c"];
        foreach (var key in keys) b.Put(key, "v" + key);
        var sorted = keys.OrderBy(k => k, Comparer<string>.Create(
            (x, y) => Encoding.Latin1.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.Latin1.GetBytes(y)))).ToArray();
        Assert.That(b.Keys(count: 2), Is.EqualTo(sorted));
        Assert.That(b.Keys(count: 100), Is.EqualTo(sorted));
        Assert.That(b.Next("ab"u8, 1, 1 << 20, default).Done().Single().Text(), Is.EqualTo("b=vb"));
        Assert.That(b.Next("aaa"u8, 1, 1 << 20, default).Done().Single().Text(), Is.EqualTo("ab=vab"));
    }

    [Test]
    public void Next_stops_at_its_bytes_but_gives_one_entry_at_least()
    {
        var b = Open();
        for (var i = 0; i < 9; i++) b.Put($"k{i}", new string('x', 98));
        Assert.That(b.Next([], 9, 1, default).Done(), Has.Count.EqualTo(1));
        Assert.That(b.Next([], 9, 250, default).Done(), Has.Count.EqualTo(3));
        Assert.That(b.Next("k8"u8, 9, 1, default).Done(), Is.Empty);
    }

    [Test]
    public void A_batch_is_applied_in_order()
    {
        var b = Open();
        b.Put("gone", "1");
        var existed = b.Apply(new[] { Entry.Of("a", "1"), Entry.Of("a", "2"), Entry.Of("gone", null), Entry.Of("b", "3"), Entry.Of("b", null) },
            default).Done();
        Assert.That(existed, Is.EqualTo(3));
        Assert.That(b.Keys(), Is.EqualTo(new[] { "a" }));
        Assert.That(b.Read("a"), Is.EqualTo("2"));
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(1, 2)));
    }

    [Test]
    public void A_batch_over_the_key_cap_leaves_everything_as_it_was()
    {
        var b = Open(o => o with { KeyCap = 3 });
        b.Put("a", "1");
        b.Put("b", "2");
        Assert.That(() => b.Apply(new[] { Entry.Of("a", "9"), Entry.Of("c", "3"), Entry.Of("b", null), Entry.Of("d", "4"), Entry.Of("e", "5") }, default).Done(),
            Fails.With(Status.Quota));
        Assert.That(b.Next([], 9, 1 << 20, default).Done().Select(Entry.Text), Is.EqualTo(new[] { "a=1", "b=2" }));
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(2, 4)));
        b.Apply(new[] { Entry.Of("c", "3"), Entry.Of("b", null), Entry.Of("d", "4") }, default).Done();
        Assert.That(b.Keys(), Is.EqualTo(new[] { "a", "c", "d" }));
    }

    [Test]
    public void The_byte_cap_is_exact()
    {
        var b = Open(o => o with { ByteCap = 10 });
        b.Put("k", "123456789");
        Assert.That(() => b.Put("k", "1234567890"), Fails.With(Status.Quota));
        Assert.That(() => b.Put("l", ""), Fails.With(Status.Quota));
        b.Put("k", "1");
        b.Put("l", "1234567");
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(2, 10)));
    }

    [Test]
    public void An_entry_whose_time_is_over_is_not_there_and_not_counted()
    {
        var b = Open(o => o with { KeyCap = 2 });
        b.Apply(new[] { Entry.Of("t", "1", Now + Minute), Entry.Of("s", "1") }, default).Done();
        Assert.That(b.Get("t"u8, default).Done().Expires, Is.GreaterThan(0));
        Assert.That(() => b.Put("u", "1"), Fails.With(Status.Quota));
        Pass(TimeSpan.FromMinutes(2));
        Assert.That(b.Read("t"), Is.Null);
        Assert.That(b.Keys(), Is.EqualTo(new[] { "s" }));
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(1, 2)));
        Assert.That(b.Put("t", null), Is.Zero);
        b.Put("u", "1");
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(2, 4)));
    }

    [Test]
    public void An_overwrite_replaces_the_time_at_which_an_entry_is_over()
    {
        var b = Open();
        b.Apply(new[] { Entry.Of("stays", "1", Now + Minute), Entry.Of("longer", "1", Now + Minute) }, default).Done();
        b.Put("stays", "2");
        b.Apply(new[] { Entry.Of("longer", "2", Now + (3 * Minute)) }, default).Done();
        Pass(TimeSpan.FromMinutes(2));
        Assert.That(b.Keys(), Is.EqualTo(new[] { "longer", "stays" }));
        Assert.That(b.Get("stays"u8, default).Done().Expires, Is.Zero);
    }

    [Test]
    public void Threads_that_write_and_read_at_once_lose_nothing()
    {
        var b = Open();
        Parallel.For(0, 4, thread =>
        {
            for (var i = 0; i < 50; i++)
            {
                b.Put($"{thread}.{i:d3}", $"{i}");
                Assert.That(b.Read($"{thread}.{i:d3}"), Is.EqualTo($"{i}"));
                b.Next([], 10, 1 << 20, default).Done();
            }
        });
        Assert.That(b.Size(default).Done().Keys, Is.EqualTo(200));
    }
}
