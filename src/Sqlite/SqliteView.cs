using LuaVm.Store;

namespace LuaVm.Sqlite;

/// <summary>A table within a transaction.</summary>
internal sealed class SqliteView(SqliteBackend table, SqliteTransaction transaction) : IStoreView
{
    private StoreSize _counted;
    private StoreSize _size;
    private bool _isCounted;
    private long _quietUntil;

    internal SqliteBackend Table => table;

    private SqliteEntries Entries => transaction.Entries;

    public ValueTask<StoreValue> Get(ReadOnlySpan<byte> key, CancellationToken cancel)
    {
        transaction.Enter();
        try
        {
            return new(table.Get(Entries, key));
        }
        finally
        {
            transaction.Leave();
        }
    }

    public ValueTask<IReadOnlyList<StoreEntry>> Next(ReadOnlySpan<byte> after, int count, long bytes,
        CancellationToken cancel)
    {
        if (IsQuick()) return new(NextNow(after, count, bytes));
        var copy = after.ToArray();
        return new(transaction.Later<IReadOnlyList<StoreEntry>>(_ => NextNow(copy, count, bytes), cancel));
    }

    public ValueTask<StoreSize> Size(CancellationToken cancel) =>
        IsQuick() ? new(SizeNow()) : new(transaction.Later(_ => SizeNow(), cancel));

    public ValueTask<int> Apply(ReadOnlyMemory<StoreWrite> writes, CancellationToken cancel) =>
        SqliteBackend.IsFew(writes.Span) && IsQuick()
            ? new(ApplyNow(writes.Span, cancel))
            : new(transaction.Later(stop => ApplyNow(writes.Span, stop), cancel));

    public ValueTask Clear(CancellationToken cancel) => new(transaction.Later(
        _ =>
        {
            transaction.Enter();
            try
            {
                transaction.Writer.Clear(table.IdIn(Entries));
                Count(default);
                return true;
            }
            finally
            {
                transaction.Leave();
            }
        },
        cancel));

    /// <summary>Writes, without a way back: what fails ends the transaction.</summary>
    internal int WriteAlone(ReadOnlySpan<StoreWrite> writes, CancellationToken cancel) => Write(writes, Expired(), cancel);

    /// <summary>No long line of entries that are over is to be passed or taken out.</summary>
    internal bool IsQuick()
    {
        transaction.Enter();
        try
        {
            return IsQuiet() || table.IsQuick(Entries);
        }
        finally
        {
            transaction.Leave();
        }
    }

    /// <summary>Notes in the file what the table has now.</summary>
    internal void Settle()
    {
        if (!_isCounted || _size == _counted) return;
        transaction.Writer.Count(table.IdIn(Entries), _size);
        _counted = _size;
    }

    private int ApplyNow(ReadOnlySpan<StoreWrite> writes, CancellationToken cancel)
    {
        transaction.Enter();
        try
        {
            var before = Expired();
            if (IsSafe(writes, before)) return Write(writes, before, cancel);
            transaction.Writer.Save();
            try
            {
                var existed = Write(writes, before, cancel);
                transaction.Writer.Release();
                return existed;
            }
            catch
            {
                Count(before);
                transaction.Writer.Undo();
                throw;
            }
        }
        finally
        {
            transaction.Leave();
        }
    }

    private List<StoreEntry> NextNow(ReadOnlySpan<byte> after, int count, long bytes)
    {
        transaction.Enter();
        try
        {
            return table.Next(Entries, after, count, bytes);
        }
        finally
        {
            transaction.Leave();
        }
    }

    private StoreSize SizeNow()
    {
        transaction.Enter();
        try
        {
            return transaction.IsReadOnly ? table.Size(Entries) : Expired();
        }
        finally
        {
            transaction.Leave();
        }
    }

    private int Write(ReadOnlySpan<StoreWrite> writes, StoreSize before, CancellationToken cancel)
    {
        var size = before;
        foreach (var write in writes)
        {
            if (write.Expires > 0) _quietUntil = Math.Min(_quietUntil, write.Expires);
        }
        var existed = transaction.Writer.Write(table.IdIn(Entries), writes, ref size, cancel);
        StoreCaps.Check(table.Options, before, size);
        Count(size);
        return existed;
    }

    /// <summary>It is written or not, and cannot be over a cap.</summary>
    private bool IsSafe(ReadOnlySpan<StoreWrite> writes, StoreSize size) => writes.Length == 1
        && size.Keys < table.Options.KeyCap
        && size.Bytes <= table.Options.ByteCap - writes[0].Key.Length - (writes[0].Value?.Length ?? 0);

    /// <summary>Nothing is over.</summary>
    private bool IsQuiet()
    {
        if (table.Now < _quietUntil) return true;
        var id = table.IdIn(Entries);
        _quietUntil = id == 0 ? 0 : Entries.FirstExpiry(id);
        return table.Now < _quietUntil;
    }

    /// <summary>Takes out what is over; the size then.</summary>
    private StoreSize Expired()
    {
        if (!_isCounted)
        {
            _size = _counted = Entries.Counted(table.IdIn(Entries));
            _isCounted = true;
        }
        if (!IsQuiet()) Count(transaction.Writer.Expire(table.IdIn(Entries), _size, table.Now));
        return _size;
    }

    private void Count(StoreSize size)
    {
        if (!_isCounted) _counted = new StoreSize(-1, -1); // whatever it was, it is noted
        _isCounted = true;
        _size = size;
    }
}
