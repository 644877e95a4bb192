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
            if (!HasChanged) return _entries ??= Open(health);
            Close();
            return _entries = Open(health, isKnown: false);
        }
    }

    /// <summary>What was read last is worth nothing; another try reads the file as it is now.</summary>
    internal bool HasChanged => _entries?.Connection.HasChanged == true;

    /// <summary>Reads. Throws <see cref="SqliteBusy"/> where that is worth another try.</summary>
    internal T Read<T>(Func<SqliteEntries, T> read)
    {
        lock (this)
        {
            try
            {
                var found = read(Entries);
                return HasChanged ? throw SqliteBusy.Instance : found;
            }
            catch (Core.LuaFault) when (HasChanged)
            {
                throw SqliteBusy.Instance;
            }
        }
    }

    /// <summary>Another one, of one's own.</summary>
    /// <param name="health">Of the file.</param>
    /// <param name="isKnown">It was looked at; else it is now.</param>
    internal static SqliteEntries Open(SqliteHealth health, bool isKnown = true)
    {
        var connection = SqliteConnection.ToRead(health);
        try
        {
            if (!isKnown) SqliteSchema.Prepare(connection, readOnly: true, SqliteSchema.Steps, now: 0);
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
        Close();
    }

    private void Close()
    {
        _entries?.Dispose();
        _entries = null;
    }
}
