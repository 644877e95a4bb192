using LuaVm.Store;

namespace LuaVm.Sqlite;

/// <summary>The rows of a file as one connection reads and writes them. One thread at a time uses it.</summary>
internal sealed unsafe class SqliteEntries : IDisposable
{
    private readonly SqliteStatement _find, _counted, _size, _get, _next, _expired, _first;

    internal SqliteEntries(SqliteConnection connection)
    {
        Connection = connection;
        _find = connection.Prepare("SELECT id FROM stores WHERE name = ?1"u8);
        _counted = connection.Prepare("SELECT keys, bytes, sum FROM stores WHERE id = ?1"u8);
        // One statement, so that it is of one moment.
        _size = connection.Prepare("""
            SELECT keys, bytes, sum, over_keys, over_bytes FROM stores, (
              SELECT count(*) AS over_keys, coalesce(sum(octet_length(key) + octet_length(value)), 0) AS over_bytes
              FROM entries WHERE store = ?1 AND expires > 0 AND expires <= ?2)
            WHERE id = ?1
            """u8);
        _get = connection.Prepare("SELECT expires, sum, value FROM entries WHERE store = ?1 AND key = ?2"u8);
        _next = connection.Prepare(
            "SELECT key, expires, sum, value FROM entries WHERE store = ?1 AND key > ?2 ORDER BY key"u8);
        _expired = connection.Prepare("""
            SELECT count(*) FROM
              (SELECT 1 FROM entries WHERE store = ?1 AND expires > 0 AND expires <= ?2 LIMIT ?3)
            """u8);
        _first = connection.Prepare(
            "SELECT coalesce(min(expires), 9223372036854775807) FROM entries WHERE store = ?1 AND expires > 0"u8);
    }

    internal SqliteConnection Connection { get; }

    /// <summary>The number of a table; 0: there is none of the name.</summary>
    internal long Find(string table)
    {
        if (!_find.Bind(1, table).Step()) return 0;
        var id = _find.Long(0);
        _find.Reset();
        return id;
    }

    /// <summary>What the table has, with the entries that are over.</summary>
    internal StoreSize Counted(long table)
    {
        _counted.Bind(1, table);
        var size = Sized(_counted);
        _counted.Reset();
        return size;
    }

    /// <summary>What the table has.</summary>
    internal StoreSize Size(long table, long now)
    {
        var counted = Sized(_size.Bind(1, table).Bind(2, now));
        var size = new StoreSize(counted.Keys - _size.Long(3), counted.Bytes - _size.Long(4));
        _size.Reset();
        return size;
    }

    /// <summary>Which of it is over.</summary>
    internal StoreSize Over(long table, long now)
    {
        Sized(_size.Bind(1, table).Bind(2, now));
        var size = new StoreSize(_size.Long(3), _size.Long(4));
        _size.Reset();
        return size;
    }

    internal StoreValue Get(long table, ReadOnlySpan<byte> key, long now)
    {
        fixed (byte* data = key)
        {
            if (!_get.Bind(1, table).Bind(2, data, key.Length).Step()) return default;
            try
            {
                var expires = _get.Long(0);
                return expires != 0 && expires <= now
                    ? default
                    : new StoreValue(Checked(key, _get.Blob(2), expires, (int)_get.Long(1)), expires);
            }
            finally
            {
                _get.Reset();
            }
        }
    }

    internal List<StoreEntry> Next(long table, ReadOnlySpan<byte> after, int count, long bytes, long now)
    {
        var entries = new List<StoreEntry>(Math.Min(count, 64));
        fixed (byte* data = after)
        {
            _next.Bind(1, table).Bind(2, data, after.Length);
            try
            {
                while (entries.Count < count && bytes > 0 && _next.Step())
                {
                    var expires = _next.Long(1);
                    if (expires != 0 && expires <= now) continue;
                    var key = _next.Blob(0).ToArray();
                    entries.Add(new StoreEntry(key, Checked(key, _next.Blob(3), expires, (int)_next.Long(2)), expires));
                    bytes -= entries[^1].Bytes;
                }
            }
            finally
            {
                _next.Reset();
            }
        }
        return entries;
    }

    /// <summary>When the first entry is over, which may have been long ago.</summary>
    internal long FirstExpiry(long table)
    {
        _first.Bind(1, table).Step();
        var first = _first.Long(0);
        _first.Reset();
        return first;
    }

    /// <summary>How many entries are over, counted up to <paramref name="most"/>.</summary>
    internal long Expired(long table, long now, int most)
    {
        _expired.Bind(1, table).Bind(2, now).Bind(3, most).Step();
        var count = _expired.Long(0);
        _expired.Reset();
        return count;
    }

    public void Dispose() => Connection.Dispose();

    /// <summary>Reads a size that is checked, and leaves the row.</summary>
    private StoreSize Sized(SqliteStatement row)
    {
        if (!row.Step()) throw Connection.Report("a table is missing");
        var size = new StoreSize(row.Long(0), row.Long(1));
        if ((int)row.Long(2) == EntrySum.Of(size.Keys, size.Bytes)) return size;
        row.Reset();
        throw Connection.Report("a table's size is not what was noted");
    }

    private byte[] Checked(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long expires, int sum) =>
        sum == EntrySum.Of(key, value, expires)
            ? value.ToArray()
            : throw Connection.Report("an entry is not as it was written");
}
