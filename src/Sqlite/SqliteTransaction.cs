using LuaVm.Store;

namespace LuaVm.Sqlite;

/// <summary>
/// The turn to write to a file, for one or more tables in it; or, where it may only be read, the file as it was when this
/// began.
/// </summary>
internal sealed class SqliteTransaction : IStoreTransaction
{
    private readonly SqliteFile _file;
    private readonly SqliteWriter? _writer;
    private readonly SqliteUse _use;
    private readonly List<SqliteView> _views;
    private CancellationTokenSource? _stop;
    private bool _isLong;

    /// <param name="table">In a file whose turn is taken and begun; or only to be read.</param>
    internal SqliteTransaction(SqliteBackend table)
    {
        _file = table.File;
        _views = [new SqliteView(table, this)];
        if (_file.IsReadOnly)
        {
            Entries = _file.Snapshot();
            _use = new SqliteUse(Stop, Entries.Dispose);
            try
            {
                Entries.Connection.Execute("BEGIN"u8);
                Entries.Connection.Number("SELECT count(*) FROM stores"u8); // which fixes what it sees
            }
            catch
            {
                Dispose();
                throw;
            }
        }
        else
        {
            _writer = _file.Writer;
            Entries = _writer.Entries;
            _use = new SqliteUse(Stop, _file.End);
        }
    }

    internal SqliteEntries Entries { get; }

    internal bool IsReadOnly => _writer is null;

    internal SqliteWriter Writer => _writer
        ?? throw SqliteErrors.Fault($"the store {_file.Path} is open for reading only");

    /// <summary>No long line of entries that are over is to be passed or taken out.</summary>
    internal bool IsQuick => _views[0].IsQuick();

    public ValueTask<StoreValue> Get(ReadOnlySpan<byte> key, CancellationToken cancel) => _views[0].Get(key, cancel);

    public ValueTask<int> Apply(ReadOnlyMemory<StoreWrite> writes, CancellationToken cancel) =>
        _views[0].Apply(writes, cancel);

    public ValueTask Clear(CancellationToken cancel) => _views[0].Clear(cancel);

    public ValueTask<IReadOnlyList<StoreEntry>> Next(ReadOnlySpan<byte> after, int count, long bytes,
        CancellationToken cancel) => _views[0].Next(after, count, bytes, cancel);

    public ValueTask<StoreSize> Size(CancellationToken cancel) => _views[0].Size(cancel);

    public IStoreView? Join(IStoreBackend other)
    {
        if (other is not SqliteBackend table || table.File != _file) return null;
        if (_views.Find(view => view.Table == table) is { } joined) return joined;
        _views.Add(new SqliteView(table, this));
        return _views[^1];
    }

    public ValueTask Commit(CancellationToken cancel)
    {
        if (_writer is not null && (_isLong || _file.IsDurable)) return new(Later(_ => CommitNow(), cancel));
        CommitNow();
        return default;
    }

    public void Dispose() => _use.End();

    /// <summary>Writes and commits. What fails has not happened once this is disposed of.</summary>
    internal int ApplyAlone(ReadOnlySpan<StoreWrite> writes, CancellationToken cancel)
    {
        Enter();
        try
        {
            var existed = _views[0].WriteAlone(writes, cancel);
            _views[0].Settle();
            Writer.Commit();
            return existed;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Before anything is done with the connection.</summary>
    internal void Enter()
    {
        _use.Enter();
        var changed = Entries.Connection.HasChanged;
        if (Entries.Connection.IsInTransaction && !changed) return;
        _use.Leave();
        if (changed) throw SqliteErrors.Changed(_file.Path);
        throw SqliteErrors.Fault("the transaction was undone by a failure before; begin another one");
    }

    internal void Leave() => _use.Leave();

    /// <summary>Does something on another thread, until it is cancelled or this is disposed of.</summary>
    internal Task<T> Later<T>(Func<CancellationToken, T> work, CancellationToken cancel)
    {
        _isLong = true;
        return Task.Run(
            () =>
            {
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                Volatile.Write(ref _stop, stop);
                try
                {
                    // A statement that runs is interrupted; between two of them only the token tells.
                    using (stop.Token.UnsafeRegister(static c => ((SqliteConnection)c!).Interrupt(), Entries.Connection))
                        return work(stop.Token);
                }
                finally
                {
                    Volatile.Write(ref _stop, null);
                }
            },
            cancel);
    }

    /// <summary>While a call is under way.</summary>
    private void Stop() => Volatile.Read(ref _stop)?.Cancel();

    private bool CommitNow()
    {
        Enter();
        try
        {
            foreach (var view in _views) view.Settle();
            if (_writer is not null) _writer.Commit();
        }
        finally
        {
            Leave();
        }
        Dispose();
        return true;
    }
}
