using System.Security.Cryptography;
using System.Text;
using LuaVm.Core;
using LuaVm.Sqlite;
using LuaVm.Store;
using LuaVm.Tests.Store;

namespace LuaVm.Tests.Sqlite;

/// <summary>Files that are no stores, or not any more, or of another version.</summary>
[TestFixture]
public sealed class SqliteFileTests
{
    private SqliteFolder _folder = null!;

    private string Path => _folder["a.db"];

    private StoreOptions Options => _folder.Options();

    [SetUp]
    public void Begin() => _folder = new SqliteFolder();

    [TearDown]
    public void End() => _folder.Dispose();

    [Test]
    public void An_empty_file_becomes_a_store()
    {
        File.WriteAllBytes(Path, []);
        Fill("v");
        using var b = SqliteFolder.Open(Options);
        Assert.That(b.Read("k000"), Is.EqualTo("v"));
    }

    [Test]
    public void A_file_of_another_kind_is_refused_and_left()
    {
        File.WriteAllText(Path, string.Concat(Enumerable.Repeat("This is a letter to a friend.\n", 500)));
        Refused("is damaged (file is not a database)");
    }

    [Test]
    public void A_file_that_is_cut_off_anywhere_is_refused_and_left([Values(1, 15, 16, 99, 100, 511, 4_095)] int bytes)
    {
        Fill("v");
        File.WriteAllBytes(Path, File.ReadAllBytes(Path)[..bytes]);
        Refused("is damaged (");
    }

    [Test]
    public void A_database_of_another_program_is_refused_and_left()
    {
        Sql("CREATE TABLE letters (text TEXT); INSERT INTO letters VALUES ('Dear friend')");
        Refused("is no store: another program has made it");
        Sql("PRAGMA application_id=77");
        Refused("is no store: another program has made it");
    }

    [Test]
    public void A_newer_version_is_refused_and_left()
    {
        Fill("v");
        Sql("PRAGMA user_version=99");
        Refused($"is of version 99, and this library knows versions up to {SqliteSchema.Steps.Count}");
    }

    [Test]
    public void Tables_that_others_have_changed_are_refused_and_left()
    {
        Fill("v");
        Sql("CREATE TRIGGER t AFTER INSERT ON entries BEGIN DELETE FROM entries; END");
        Refused("is damaged (its tables are not those of a store)");
    }

    [Test]
    public void An_older_version_is_brought_up_to_date_once()
    {
        Fill("v");
        string[] newer = [.. SqliteSchema.Steps, "CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT"];
        for (var i = 0; i < 2; i++)
        {
            using var b = SqliteBackend.Open(Options, newer, default).Done();
            Assert.That(b.Read("k000"), Is.EqualTo("v"));
        }
        Assert.That(Sql("SELECT group_concat(version) FROM versions"), Is.EqualTo("1,2"));
        Assert.That(Sql("PRAGMA user_version"), Is.EqualTo("2"));
        Refused("is of version 2, and this library knows versions up to 1");
    }

    [Test]
    public void A_step_that_fails_leaves_the_older_version()
    {
        Fill("v");
        string[] newer = [.. SqliteSchema.Steps, "CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT", "CREATE TABLE more (id)"];
        Assert.That(() => SqliteBackend.Open(Options, newer, default).Done(), Fails.With(Status.Runtime));
        Assert.That(Sql("SELECT count(*) FROM versions"), Is.EqualTo("1"));
        using var b = SqliteFolder.Open(Options);
        Assert.That(b.Read("k000"), Is.EqualTo("v"));
    }

    [Test]
    public void An_older_version_to_be_read_only_is_refused()
    {
        Fill("v");
        string[] newer = [.. SqliteSchema.Steps, "CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT"];
        Assert.That(() => SqliteBackend.Open(Options with { ReadOnly = true }, newer, default).Done(),
            Fails.With(Status.Runtime));
    }

    [Test]
    public void A_store_to_be_read_only_is_read_beside_a_writer_and_not_made()
    {
        var readOnly = Options with { ReadOnly = true };
        Assert.That(() => SqliteFolder.Open(readOnly), Fails.With(Status.Runtime));
        Assert.That(File.Exists(Path), Is.False);
        using var writer = SqliteFolder.Open(Options);
        using var reader = SqliteFolder.Open(readOnly);
        using var later = SqliteFolder.Open(readOnly with { Table = "later" });
        Assert.That(later.Read("k"), Is.Null);
        Assert.That(later.Size(default).Done(), Is.EqualTo(new StoreSize(0, 0)));
        writer.Put("k", "1");
        using (var t = reader.Begin(default).Done())
        {
            writer.Put("k", "2");
            Assert.That(t.Read("k"), Is.EqualTo("1"), "a transaction sees one moment");
            Assert.That(t.Join(later)!.Keys(), Is.Empty);
            Assert.That(() => t.Put("k", "3"), Fails.With(Status.Runtime));
        }
        Assert.That(reader.Read("k"), Is.EqualTo("2"));
        using var made = SqliteFolder.Open(Options with { Table = "later" });
        made.Put("k", "v");
        Assert.That(later.Read("k"), Is.EqualTo("v"));
    }

    [Test]
    public void A_flipped_byte_is_found_or_does_not_matter_and_the_file_is_left()
    {
        Fill(new string('v', 200));
        var good = File.ReadAllBytes(Path);
        var found = 0;
        for (var at = 0; at < good.Length; at += 193)
        {
            var bad = good.ToArray();
            bad[at] ^= 0x55;
            File.WriteAllBytes(Path, bad);
            try
            {
                using var b = SqliteBackend.Open(Options with { ReadOnly = at % 2 == 0 }, default).Done();
                for (var i = 0; i < 100; i++) Assert.That(b.Read($"k{i:d3}"), Is.EqualTo(new string('v', 200)), $"byte {at}");
                Assert.That(b.Size(default).Done(), Is.EqualTo(new StoreSize(100, 20_400)), $"byte {at}");
            }
            catch (LuaFault fault)
            {
                Assert.That(fault.Message, Does.Contain(Path).And.Not.Contain("\n"), $"byte {at}");
                found++;
            }
            Assert.That(File.ReadAllBytes(Path), Is.EqualTo(bad), $"byte {at}");
        }
        Assert.That(found, Is.GreaterThan(good.Length / 193 / 4));
    }

    [Test]
    public void Damage_that_a_read_finds_ends_writing()
    {
        Fill(new string('v', 3_000), 4_000);
        var bytes = File.ReadAllBytes(Path);
        var at = bytes.AsSpan().IndexOf(Encoding.Latin1.GetBytes(new string('v', 1_000)));
        bytes[at] = (byte)'w';
        File.WriteAllBytes(Path, bytes); // larger than what is looked through when it is opened
        using (var b = SqliteFolder.Open(Options))
        {
            var bad = Enumerable.Range(0, 4_000).Count(i => Catches(() => b.Read($"k{i:d3}")));
            Assert.That(bad, Is.EqualTo(1));
            Assert.That(() => b.Put("k", "v"), Fails.With(Status.Runtime));
            Assert.That(() => b.Begin(default).Done(), Fails.With(Status.Runtime));
        }
        Assert.That(File.ReadAllBytes(Path), Is.EqualTo(bytes));
    }

    [Test]
    public void A_file_that_was_replaced_takes_no_more_writes()
    {
        using (var b = SqliteFolder.Open(Options))
        {
            b.Put("k", "v");
            File.Move(Path, _folder["moved.db"]);
            Assert.That(() => b.Put("k", "w"), Throws.TypeOf<LuaFault>().With.Message.Contains("was moved, deleted or replaced"));
            using var anew = SqliteFolder.Open(Options);
            Assert.That(anew.Read("k"), Is.Null);
            anew.Put("k", "x");
        }
    }

    [TestCase("sqlite:")]
    [TestCase("sqlite:a\0b")]
    public void A_path_must_be_one(string url) =>
        Assert.That(() => SqliteFolder.Open(Options with { Url = url }), Fails.With(Status.Argument));

    [TestCase(":memory:")]
    [TestCase("file:a.db?mode=memory")]
    [TestCase("a b%20#?.db")]
    public void A_name_that_means_something_to_SQLite_is_a_file(string name)
    {
        using (var b = SqliteFolder.Open(_folder.Options(name))) b.Put("k", "v");
        Assert.That(File.Exists(_folder[name]));
        Assert.That(Directory.GetFiles(_folder["."]), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_folder_that_is_not_there_is_named()
    {
        Assert.That(() => SqliteFolder.Open(_folder.Options("none/a.db")),
            Throws.TypeOf<LuaFault>().With.Message.Contains(_folder["none/a.db"]));
        Directory.CreateDirectory(Path);
        Assert.That(() => SqliteFolder.Open(Options), Fails.With(Status.Runtime));
    }

    [Test]
    public void Two_that_have_the_file_open_take_turns()
    {
        using var one = SqliteFolder.Open(Options);
        using var other = SqliteFolder.Open(Options with { Url = $"sqlite:{_folder.Alias()}/a.db" });
        Parallel.For(0, 4, i =>
        {
            var b = i % 2 == 0 ? one : other;
            for (var j = 0; j < 50; j++)
            {
                using var t = b.Begin(default).Done();
                t.Put("n", $"{int.Parse(t.Read("n") ?? "0", null) + 1}");
                t.Commit(default).Done();
            }
        });
        Assert.That(one.Read("n") + other.Read("n"), Is.EqualTo("200200"));
    }

    [Test]
    public void Waiting_for_the_other_ends_at_the_timeout()
    {
        using var one = SqliteFolder.Open(Options);
        using var other = SqliteFolder.Open(Options with
        {
            Url = $"sqlite:{_folder.Alias()}/a.db",
            Timeout = TimeSpan.FromMilliseconds(30),
        });
        using (one.Begin(default).Done())
        {
            Assert.That(() => other.Put("k", "v"), Fails.With(Status.Timeout));
            Assert.That(() => other.Begin(default).Done(), Fails.With(Status.Timeout));
        }
        other.Put("k", "v");
        Assert.That(one.Read("k"), Is.EqualTo("v"));
    }

    private static bool Catches(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (LuaFault)
        {
            return true;
        }
    }

    private void Fill(string value, int count = 100)
    {
        var b = SqliteFolder.Open(Options);
        b.Apply(Enumerable.Range(0, count).Select(i => Entry.Of($"k{i:d3}", value)).ToArray(), default).Done();
        b.Dispose();
        Assert.That(() => File.Exists(Path + "-wal"), Is.False.After(60_000, 1), "closing goes on behind Dispose");
    }

    /// <summary>What another program does with the file.</summary>
    private string Sql(string sql)
    {
        using var connection = new SqliteConnection(new SqliteHealth(Path), SqliteMode.Create);
        if (sql.StartsWith("SELECT", StringComparison.Ordinal) || !sql.Contains('=', StringComparison.Ordinal) && sql.StartsWith("PRAGMA", StringComparison.Ordinal))
            return string.Join(",", connection.Texts(Encoding.UTF8.GetBytes(sql)));
        connection.Execute(Encoding.UTF8.GetBytes(sql));
        return "";
    }

    private void Refused(string why)
    {
        var before = SHA256.HashData(File.ReadAllBytes(Path));
        Assert.That(() => SqliteFolder.Open(Options),
            Throws.TypeOf<LuaFault>().With.Message.Contains(why).And.Message.Contains(Path));
        Assert.That(SHA256.HashData(File.ReadAllBytes(Path)), Is.EqualTo(before));
    }
}
