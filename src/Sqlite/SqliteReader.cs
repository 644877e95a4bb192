namespace LuaVm.Sqlite;

/// <summary>A connection that only reads, opened when it is first used. Whoever uses it locks this.</summary>
internal sealed class SqliteReader(SqliteHealth health) : IDisposable
{
    private SqliteEntries? _entries;
    private bool _closed;

    internal SqliteEntries Entries
    {
        get
        {
            if (_closed) throw SqliteFile.Closed();
            return _entries ??= Open(health);
        }
    }

    /// <summary>Another one, of one's own.</summary>
    internal static SqliteEntries Open(SqliteHealth health)
    {
        var connection = new SqliteConnection(health, SqliteMode.Read);
        try
        {
            SqliteSchema.Bound(connection, SqliteMode.Read);
            return new SqliteEntries(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _closed = true;
        _entries?.Dispose();
        _entries = null;
    }
}
