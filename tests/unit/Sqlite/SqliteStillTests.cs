using LuaVm.Core;
using LuaVm.Store;
using LuaVm.Tests.Store;

namespace LuaVm.Tests.Sqlite;

/// <summary>
/// Files to be read where nothing can be made beside them, as in a folder that this user may not write to. Here it is the
/// shared memory that cannot: its name is taken by a link, which SQLite does not follow.
/// </summary>
internal sealed class SqliteStillTests
{
    private SqliteFolder _folder = null!;

    [SetUp]
    public void Begin()
    {
        _folder = new SqliteFolder();
        using var store = SqliteFolder.Open(_folder.Options());
        foreach (var key in "abc") store.Put($"{key}", "1");
    }

    [TearDown]
    public void End() => _folder.Dispose();

    [TestCase("a.db")]
    [TestCase("a%20?#\u00fc&b=.db")]
    public void They_are_read_as_they_lie_there(string name)
    {
        File.Move(_folder["a.db"], _folder["moved"]);
        File.Move(_folder["moved"], _folder[name]);
        Block(name);
        using var store = SqliteFolder.Open(ReadOnly(name));
        using var other = SqliteFolder.Open(ReadOnly(name) with { Table = "other" });
        Assert.That(store.Read("a") + store.Read("none"), Is.EqualTo("1"));
        Assert.That(store.Keys(2), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(store.Size(default).Done(), Is.EqualTo(new StoreSize(3, 6)));
        Assert.That(other.Read("a"), Is.Null);
        using (var transaction = store.Begin(default).Done())
        {
            Assert.That(transaction.Read("b") + transaction.Join(other)!.Read("b"), Is.EqualTo("1"));
            Assert.That(() => transaction.Put("b", "2"), Fails.With(Status.Runtime));
            transaction.Commit(default).Done();
        }
        Assert.That(() => SqliteFolder.Open(_folder.Options(name)), Fails.With(Status.Runtime), "not to write");
    }

    [Test]
    public void One_whose_last_writes_are_beside_it_is_refused()
    {
        using (var writer = SqliteFolder.Open(_folder.Options()))
        {
            writer.Put("a", "2");
            File.Copy(_folder["a.db"], _folder["b.db"]);
            File.Copy(_folder["a.db-wal"], _folder["b.db-wal"]);
        }
        Block("b.db");
        Assert.That(() => SqliteFolder.Open(ReadOnly("b.db")), Throws.TypeOf<LuaFault>()
            .With.Message.EndsWith("are in its -wal file, and nothing can be written beside it; open it once where it may be written to"));
        File.Delete(_folder["b.db-shm"]);
        using var store = SqliteFolder.Open(ReadOnly("b.db"));
        Assert.That(store.Read("a"), Is.EqualTo("2"));
    }

    [Test]
    public void What_others_write_meanwhile_is_read_once_it_is_there()
    {
        Block("a.db");
        using var store = SqliteFolder.Open(ReadOnly("a.db"));
        Assert.That(store.Read("a"), Is.EqualTo("1"));
        var transaction = store.Begin(default).Done();
        Assert.That(transaction.Read("a"), Is.EqualTo("1"));
        File.Delete(_folder["a.db-shm"]);
        using (var writer = SqliteFolder.Open(_folder.Options()))
        {
            writer.Put("a", "2");
            Assert.That(store.Read("a"), Is.EqualTo("2"), "behind the log");
            Assert.That(() => transaction.Read("a"), Throws.TypeOf<LuaFault>().With.Message.Contains("was written to while it was read"));
            Assert.That(() => transaction.Commit(default).Done(), Fails.With(Status.Runtime));
            transaction.Dispose();
        }
        Assert.That(store.Read("a"), Is.EqualTo("2"));
    }

    [Test]
    public void A_file_that_takes_its_place_is_read_then()
    {
        using (var other = SqliteFolder.Open(_folder.Options("b.db") with { Table = "first" })) other.Put("a", "of first");
        using (var other = SqliteFolder.Open(_folder.Options("b.db"))) other.Put("a", "of main");
        Block("a.db");
        using var store = SqliteFolder.Open(ReadOnly("a.db"));
        Assert.That(store.Read("a"), Is.EqualTo("1"));
        File.Move(_folder["b.db"], _folder["a.db"], overwrite: true);
        Assert.That(store.Read("a"), Is.EqualTo("of main"));
        Assert.That(store.Keys(), Is.EqualTo(new[] { "a" }));
        File.WriteAllText(_folder["a.db"], new string('x', 4_096));
        Assert.That(() => store.Read("a"), Throws.TypeOf<LuaFault>().With.Message.Contains("is damaged"));
        Assert.That(() => store.Size(default).Done(), Fails.With(Status.Runtime));
        File.Delete(_folder["a.db"]);
        Assert.That(() => store.Keys(), Throws.TypeOf<LuaFault>().With.Message.Contains("cannot be opened"));
    }

    private StoreOptions ReadOnly(string name) => _folder.Options(name) with { ReadOnly = true };

    private void Block(string name) => File.CreateSymbolicLink(_folder[name + "-shm"], "nowhere");
}
