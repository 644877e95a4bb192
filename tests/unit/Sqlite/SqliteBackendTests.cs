using LuaVm.Core;
using LuaVm.Store;
using LuaVm.Tests.Store;

namespace LuaVm.Tests.Sqlite;

/// <summary>Tables in a file: the contract, and what is a file's own. Durable ones take other ways, so both run it.</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed class SqliteBackendTests(bool durable) : LockContract
{
    private SqliteFolder _folder = null!;

    protected override StoreOptions Options => _folder.Options() with { Durable = durable };

    protected override long Now => _folder.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    [SetUp]
    public void Begin() => _folder = new SqliteFolder();

    [TearDown]
    public void End()
    {
        CloseAll();
        _folder.Dispose();
    }

    protected override IStoreBackend Make(StoreOptions options) => SqliteFolder.Open(options);

    protected override void Pass(TimeSpan time) => _folder.Clock.Pass(time);

    [Test]
    public void What_was_written_is_there_when_the_file_is_opened_again()
    {
        using (var first = Make(Options)) first.Put("k", "v");
        var b = Open();
        Assert.That(b.Read("k"), Is.EqualTo("v"));
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(1, 2)));
    }

    [Test]
    public void Tables_of_one_file_are_apart()
    {
        var one = Open();
        var other = Open(o => o with { Table = "other" });
        one.Put("k", "1");
        other.Put("k", "2");
        one.Clear(default).Done();
        Assert.That(one.Read("k"), Is.Null);
        Assert.That(other.Read("k"), Is.EqualTo("2"));
        Assert.That(other.Size(default).Done(), Is.EqualTo(new StoreSize(1, 2)));
    }

    [Test]
    public void A_transaction_over_two_tables_of_a_file_is_one()
    {
        var one = Open();
        var other = Open(o => o with { Table = "other" });
        using (var t = one.Begin(default).Done())
        {
            t.Put("a", "1");
            var joined = t.Join(other)!;
            joined.Put("b", "2");
            Assert.That(t.Join(other), Is.SameAs(joined));
            Assert.That(other.Read("b"), Is.Null);
            t.Commit(default).Done();
        }
        Assert.That(one.Read("a") + other.Read("b"), Is.EqualTo("12"));
        Assert.That(other.Size(default).Done(), Is.EqualTo(new StoreSize(1, 2)));
        using (var t = one.Begin(default).Done())
        {
            t.Put("a", null);
            t.Join(other)!.Clear(default).Done();
        }
        Assert.That(one.Read("a") + other.Read("b"), Is.EqualTo("12"));
    }

    [Test]
    public void Tables_of_other_files_do_not_join()
    {
        using var t = Open().Begin(default).Done();
        Assert.That(t.Join(Open(o => o with { Url = $"sqlite:{_folder["b.db"]}" })), Is.Null);
    }

    [Test]
    public void Many_entries_that_are_over_are_passed_and_taken_out()
    {
        var b = Open();
        for (var i = 0; i < 50; i++)
            b.Apply(Enumerable.Range(0, 100).Select(j => Entry.Of($"{i:d2}{j:d2}", "v", Now + 1_000)).ToArray(), default).Done();
        b.Put("stays", "v");
        Pass(TimeSpan.FromSeconds(2));
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(1, 6)));
        Assert.That(b.Keys(), Is.EqualTo(new[] { "stays" }));
        b.Put("more", "v");
        using var t = b.Begin(default).Done();
        Assert.That(t.Size(default).Done(), Is.EqualTo(new StoreSize(2, 11)));
    }

    [Test]
    public void A_large_batch_is_written_or_called_off_as_a_whole()
    {
        var b = Open();
        var writes = Enumerable.Range(0, 20_000).Select(i => Entry.Of($"{i * 7919 % 20_000:d5}", $"{i}")).ToArray();
        Assert.That(b.Apply(writes, default).Done(), Is.Zero);
        Assert.That(b.Size(default).Done().Keys, Is.EqualTo(20_000));
        Assert.That(b.Apply(writes, default).Done(), Is.EqualTo(20_000));
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.That(() => b.Apply(writes.Select(w => w with { Value = null }).ToArray(), cancel.Token).Done(),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(b.Size(default).Done().Keys, Is.EqualTo(20_000));
        b.Clear(default).Done();
        Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(0, 0)));
    }

    [Test]
    public void A_transaction_dropped_amid_its_work_lets_go_of_the_file()
    {
        var b = Open();
        var t = b.Begin(default).Done();
        var work = t.Apply(Enumerable.Range(0, 50_000).Select(i => Entry.Of($"{i}", "v")).ToArray(), default);
        t.Dispose();
        Assert.That(() => work.Done(), Throws.Exception);
        b.Put("k", "v");
        Assert.That(b.Keys(), Is.EqualTo(new[] { "k" }));
        Assert.That(() => t.Put("k", "w"), Fails.With(Status.Runtime));
    }

    [Test]
    public void The_log_is_copied_back_as_it_grows()
    {
        var b = Open();
        var log = new FileInfo(_folder["a.db-wal"]);
        for (var i = 0; i < 4_000; i++) b.Put($"{i % 50:d2}", new string('v', 4_000 + (i % 3)));
        log.Refresh();
        Assert.That(log.Length, Is.LessThan(16 << 20));
        Assert.That(b.Size(default).Done().Keys, Is.EqualTo(50));
    }

    [Test]
    public void Memory_is_charged_while_the_file_is_open()
    {
        var before = VmProcess.Memory().Used;
        using (var b = Make(Options))
        {
            b.Put("k", new string('v', 100_000));
            b.Read("k");
            Assert.That(VmProcess.Memory().Used, Is.GreaterThan(before + 100_000));
        }
        Assert.That(VmProcess.Memory().Used, Is.LessThan(before + 10_000)); // what SQLite keeps for the process
    }

    [Test]
    public void A_closed_table_answers_with_an_error()
    {
        var b = Open();
        b.Dispose();
        Assert.That(() => b.Read("a"), Fails.With(Status.Runtime));
        Assert.That(() => b.Put("a", "1"), Fails.With(Status.Runtime));
        Assert.That(() => b.Begin(default).Done(), Fails.With(Status.Runtime));
        Assert.That(File.Exists(_folder["a.db-wal"]), Is.False, "the log is in the file");
    }
}
