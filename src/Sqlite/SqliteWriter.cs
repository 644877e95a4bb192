using LuaVm.Store;

namespace LuaVm.Sqlite;

/// <summary>The one connection of this process that writes to a file, for who has the turn.</summary>
internal sealed unsafe class SqliteWriter : IDisposable
{
    /// <summary>So many writes at most go by before a call to stop is heard.</summary>
    private const int Stretch = 256;

    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _begin, _commit, _rollback, _save, _release, _undo;
    private readonly SqliteStatement _add, _length, _replace, _delete, _clear, _expire, _count, _name;
    private bool _isDurable;

    internal SqliteWriter(SqliteConnection connection)
    {
        _connection = connection;
        Entries = new SqliteEntries(connection);
        _begin = connection.Prepare("BEGIN IMMEDIATE"u8);
        _commit = connection.Prepare("COMMIT"u8);
        _rollback = connection.Prepare("ROLLBACK"u8);
        _save = connection.Prepare("SAVEPOINT batch"u8);
        _release = connection.Prepare("RELEASE batch"u8);
        _undo = connection.Prepare("ROLLBACK TO batch"u8);
        _add = connection.Prepare("INSERT INTO entries VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING"u8);
        _length = connection.Prepare("SELECT octet_length(value) FROM entries WHERE store = ?1 AND key = ?2"u8);
        _replace = connection.Prepare(
            "UPDATE entries SET expires = ?3, sum = ?4, value = ?5 WHERE store = ?1 AND key = ?2"u8);
        _delete = connection.Prepare("DELETE FROM entries WHERE store = ?1 AND key = ?2"u8);
        _clear = connection.Prepare("DELETE FROM entries WHERE store = ?1"u8);
        _expire = connection.Prepare("DELETE FROM entries WHERE store = ?1 AND expires > 0 AND expires <= ?2"u8);
        _count = connection.Prepare("UPDATE stores SET keys = ?2, bytes = ?3, sum = ?4 WHERE id = ?1"u8);
        _name = connection.Prepare("INSERT INTO stores (name, keys, bytes, sum) VALUES (?1, 0, 0, ?2)"u8);
    }

    internal SqliteConnection Connection => _connection;

    internal SqliteEntries Entries { get; }

    /// <summary>Whether the next commits wait until they are on the disk.</summary>
    internal void Secure(bool isDurable)
    {
        if (isDurable == _isDurable) return;
        _connection.Execute(isDurable ? "PRAGMA synchronous=FULL"u8 : "PRAGMA synchronous=NORMAL"u8);
        _isDurable = isDurable;
    }

    /// <summary>False: another process writes.</summary>
    internal bool TryBegin() => _begin.TryRun();

    internal void Commit() => _commit.Step();

    /// <summary>Undoes what is not committed. Never throws: whatever remains is undone when the file is opened again.</summary>
    internal void Rollback()
    {
        if (!_connection.IsInTransaction) return;
        try
        {
            _rollback.Step();
        }
        catch (Exception e) when (e is Core.LuaFault or OperationCanceledException or SqliteBusy)
        {
            // The connection has given up on its transaction by itself.
        }
    }

    internal void Save() => _save.Step();

    internal void Release() => _release.Step();

    /// <summary>Undoes what was done since <see cref="Save"/>.</summary>
    internal void Undo()
    {
        if (!_connection.IsInTransaction) return;
        _undo.Step();
        _release.Step();
    }

    /// <summary>The number of a table, which is made if it is not there.</summary>
    internal long Name(string table)
    {
        var id = Entries.Find(table);
        if (id != 0) return id;
        _name.Bind(1, table).Bind(2, EntrySum.Of(0, 0)).Step();
        return Entries.Find(table);
    }

    /// <summary>Notes what a table has.</summary>
    internal void Count(long table, StoreSize size) =>
        _count.Bind(1, table).Bind(2, size.Keys).Bind(3, size.Bytes).Bind(4, EntrySum.Of(size.Keys, size.Bytes)).Step();

    /// <summary>Takes out what is over. Returns what is left.</summary>
    internal StoreSize Expire(long table, StoreSize size, long now)
    {
        var gone = Entries.Over(table, now);
        _expire.Bind(1, table).Bind(2, now).Step();
        return new StoreSize(size.Keys - gone.Keys, size.Bytes - gone.Bytes);
    }

    internal void Clear(long table) => _clear.Bind(1, table).Step();

    /// <summary>Writes in order. Returns how many met an entry.</summary>
    internal int Write(long table, ReadOnlySpan<StoreWrite> writes, ref StoreSize size, CancellationToken cancel)
    {
        var existed = 0;
        for (var i = 0; i < writes.Length; i++)
        {
            if (i % Stretch == 0) cancel.ThrowIfCancellationRequested();
            ref readonly var write = ref writes[i];
            var before = write.Value is null ? Delete(table, write.Key) : Put(table, write.Key, write.Value, write.Expires);
            if (before >= 0) existed++;
            size = new StoreSize(
                size.Keys + (write.Value is null ? 0 : 1) - (before < 0 ? 0 : 1),
                size.Bytes + (write.Value is null ? 0 : write.Key.Length + (long)write.Value.Length)
                    - (before < 0 ? 0 : write.Key.Length + before));
        }
        return existed;
    }

    public void Dispose() => _connection.Dispose();

    /// <returns>Bytes of the value that was there; -1: none.</returns>
    private long Put(long table, byte[] key, byte[] value, long expires)
    {
        fixed (byte* name = key, data = value)
        {
            var sum = EntrySum.Of(key, value, expires);
            Bind(_add, table, name, key.Length).Bind(3, expires).Bind(4, sum).Bind(5, data, value.Length).Step();
            if (_connection.Changes == 1) return -1;
            var before = Length(table, name, key.Length);
            Bind(_replace, table, name, key.Length).Bind(3, expires).Bind(4, sum).Bind(5, data, value.Length).Step();
            return before;
        }
    }

    private long Delete(long table, byte[] key)
    {
        fixed (byte* name = key)
        {
            var before = Length(table, name, key.Length);
            if (before >= 0) Bind(_delete, table, name, key.Length).Step();
            return before;
        }
    }

    private long Length(long table, byte* key, int bytes)
    {
        if (!Bind(_length, table, key, bytes).Step()) return -1;
        var length = _length.Long(0);
        _length.Reset();
        return length;
    }

    private static SqliteStatement Bind(SqliteStatement statement, long table, byte* key, int bytes) =>
        statement.Bind(1, table).Bind(2, key, bytes);
}
