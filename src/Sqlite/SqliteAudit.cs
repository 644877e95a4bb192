using LuaVm.Store;

namespace LuaVm.Sqlite;

/// <summary>Looks through a whole file for what a bad disk, or somebody's editor, has made of it.</summary>
internal static class SqliteAudit
{
    /// <summary>Throws a <see cref="Core.LuaFault"/>; nothing is changed.</summary>
    /// <param name="connection">To the file.</param>
    /// <param name="isThorough">With what is in an index compared to what it is of, which takes several times as long.</param>
    internal static void Run(SqliteConnection connection, bool isThorough)
    {
        var said = connection.Texts(isThorough ? "PRAGMA integrity_check(1)"u8 : "PRAGMA quick_check(1)"u8);
        if (said is not ["ok"]) throw connection.Report(string.Join(' ', said).ReplaceLineEndings(" "));
        var found = Entries(connection);
        var statement = connection.Prepare("SELECT id, keys, bytes, sum FROM stores"u8);
        while (statement.Step())
        {
            var size = new StoreSize(statement.Long(1), statement.Long(2));
            found.Remove(statement.Long(0), out var there);
            if (size == there && (int)statement.Long(3) == EntrySum.Of(size.Keys, size.Bytes)) continue;
            statement.Reset();
            throw connection.Report("a table's size is not what was noted");
        }
        if (found.Count > 0) throw connection.Report("entries are of no table");
    }

    /// <summary>What each table has, by its number.</summary>
    private static Dictionary<long, StoreSize> Entries(SqliteConnection connection)
    {
        var found = new Dictionary<long, StoreSize>();
        var (table, last) = (long.MinValue, Array.Empty<byte>());
        var statement = connection.Prepare("SELECT store, key, expires, sum, value FROM entries"u8);
        while (statement.Step())
        {
            var key = statement.Blob(1).ToArray();
            var value = statement.Blob(4);
            if (statement.Long(0) == table ? last.AsSpan().SequenceCompareTo(key) >= 0 : statement.Long(0) < table)
                throw Wrong(connection, statement, "entries are not in their order");
            (table, last) = (statement.Long(0), key);
            if ((int)statement.Long(3) != EntrySum.Of(key, value, statement.Long(2)))
                throw Wrong(connection, statement, "an entry is not as it was written");
            found.TryGetValue(table, out var size);
            found[table] = new StoreSize(size.Keys + 1, size.Bytes + key.Length + value.Length);
        }
        return found;
    }

    private static Core.LuaFault Wrong(SqliteConnection connection, SqliteStatement statement, string what)
    {
        statement.Reset();
        return connection.Report(what);
    }
}
