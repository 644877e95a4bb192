using LuaVm.Core;
using LuaVm.Store;

namespace LuaVm.Sqlite;

/// <summary>A table in a file of SQLite's. Short work is done on the caller's thread; what may take long, or wait for the
/// disk, is not.</summary>
internal sealed class SqliteBackend : IStoreBackend
{
    /// <summary>More is not done while the caller's thread waits.</summary>
    internal const int FewEntries = 64, FewBytes = 64 << 10;

    private long _id;
    private int _disposed;

    private SqliteBackend(SqliteFile file, StoreOptions options)
    {
        File = file;
        Options = options;
        if (options.Durable) file.Secure();
    }

    internal SqliteFile File { get; }

    internal StoreOptions Options { get; }

    internal long Now => Options.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Opens the table of a URL. Throws <see cref="LuaFault"/>.</summary>
    internal static ValueTask<IStoreBackend> Open(StoreOptions options, CancellationToken cancel) =>
        Open(options, SqliteSchema.Steps, cancel);

    internal static async ValueTask<IStoreBackend> Open(StoreOptions options, IReadOnlyList<string> steps,
        CancellationToken cancel)
    {
        var file = SqliteFiles.Hold(SqliteStores.PathOf(options.Url, ""), options.ReadOnly);
        var backend = new SqliteBackend(file, options);
        try
        {
            await file.Open(steps, options.Timeout, backend.Now, cancel).ConfigureAwait(false);
            if (!options.ReadOnly) await backend.Name(cancel).ConfigureAwait(false);
            return backend;
        }
        catch
        {
            backend.Dispose();
            throw;
        }
    }

    public ValueTask<StoreValue> Get(ReadOnlySpan<byte> key, CancellationToken cancel)
    {
        var reader = Reader();
        try
        {
            lock (reader)
            {
                var found = Get(reader.Entries, key);
                if (!reader.HasChanged) return new(found);
            }
        }
        catch (Exception e) when (e is SqliteBusy || reader.HasChanged)
        {
            // later
        }
        var copy = key.ToArray();
        return new(Later(entries => Get(entries, copy), cancel));
    }

    public ValueTask<IReadOnlyList<StoreEntry>> Next(ReadOnlySpan<byte> after, int count, long bytes,
        CancellationToken cancel)
    {
        var reader = Reader();
        try
        {
            lock (reader)
            {
                var found = IsQuick(reader.Entries) ? Next(reader.Entries, after, count, bytes) : null;
                if (found is not null && !reader.HasChanged) return new(found);
            }
        }
        catch (Exception e) when (e is SqliteBusy || reader.HasChanged)
        {
            // later
        }
        var copy = after.ToArray();
        return new(Later<IReadOnlyList<StoreEntry>>(entries => Next(entries, copy, count, bytes), cancel));
    }

    public ValueTask<StoreSize> Size(CancellationToken cancel)
    {
        var reader = Reader();
        try
        {
            lock (reader)
            {
                StoreSize? found = IsQuick(reader.Entries) ? Size(reader.Entries) : null;
                if (found is { } size && !reader.HasChanged) return new(size);
            }
        }
        catch (Exception e) when (e is SqliteBusy || reader.HasChanged)
        {
            // later
        }
        return new(Later(Size, cancel));
    }

    public ValueTask<int> Apply(ReadOnlyMemory<StoreWrite> writes, CancellationToken cancel)
    {
        Check();
        if (File.IsDurable || !IsFew(writes.Span) || !File.TryBegin()) return new(ApplyLater(writes, cancel));
        var transaction = new SqliteTransaction(this);
        try
        {
            if (transaction.IsQuick)
            {
                var existed = transaction.ApplyAlone(writes.Span, cancel);
                transaction.Dispose();
                return new(existed);
            }
        }
        catch
        {
            transaction.Dispose();
            throw;
        }
        return new(ApplyBegun(transaction, writes, cancel));
    }

    public async ValueTask Clear(CancellationToken cancel)
    {
        using var transaction = await BeginLater(cancel).ConfigureAwait(false);
        await transaction.Clear(cancel).ConfigureAwait(false);
        await transaction.Commit(cancel).ConfigureAwait(false);
    }

    public ValueTask<IStoreTransaction> Begin(CancellationToken cancel)
    {
        Check();
        return !File.IsReadOnly && File.TryBegin() ? new(new SqliteTransaction(this)) : new(BeginSome(cancel));
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        if (Options.Durable) File.Relax();
        SqliteFiles.Drop(File);
    }

    internal static bool IsFew(ReadOnlySpan<StoreWrite> writes)
    {
        if (writes.Length > FewEntries) return false;
        long bytes = 0;
        foreach (var write in writes) bytes += write.Key.Length + (write.Value?.Length ?? 0L);
        return bytes <= FewBytes;
    }

    /// <summary>No long line of entries that are over is to be passed or taken out.</summary>
    internal bool IsQuick(SqliteEntries entries) =>
        IdIn(entries) is var id && (id == 0 || entries.Expired(id, Now, FewEntries + 1) <= FewEntries);

    /// <summary>The table's number; 0: it is not there yet.</summary>
    internal long IdIn(SqliteEntries entries)
    {
        var id = Volatile.Read(ref _id);
        if (id != 0) return id;
        id = entries.Find(Options.Table);
        if (entries.Connection.IsStill) return id; // another file may take its place
        Volatile.Write(ref _id, id);
        return id;
    }

    internal StoreValue Get(SqliteEntries entries, ReadOnlySpan<byte> key) =>
        IdIn(entries) is var id && id == 0 ? default : entries.Get(id, key, Now);

    internal List<StoreEntry> Next(SqliteEntries entries, ReadOnlySpan<byte> after, int count, long bytes) =>
        IdIn(entries) is var id && id == 0 ? [] : entries.Next(id, after, count, bytes, Now);

    internal StoreSize Size(SqliteEntries entries) =>
        IdIn(entries) is var id && id == 0 ? default : entries.Size(id, Now);

    private async Task Name(CancellationToken cancel)
    {
        await SqliteRetry.Run(() => Reader().Read(IdIn), Options.Timeout, cancel).ConfigureAwait(false);
        if (_id != 0) return;
        using var transaction = await BeginLater(cancel).ConfigureAwait(false);
        await Task.Run(() =>
        {
            var id = File.Writer.Name(Options.Table);
            File.Writer.Commit();
            Volatile.Write(ref _id, id);
        }, cancel).ConfigureAwait(false);
    }

    private async Task<int> ApplyLater(ReadOnlyMemory<StoreWrite> writes, CancellationToken cancel) =>
        await ApplyBegun(await BeginLater(cancel).ConfigureAwait(false), writes, cancel).ConfigureAwait(false);

    private static async Task<int> ApplyBegun(SqliteTransaction transaction, ReadOnlyMemory<StoreWrite> writes,
        CancellationToken cancel)
    {
        using (transaction)
        {
            return await transaction.Later(stop => transaction.ApplyAlone(writes.Span, stop), cancel).ConfigureAwait(false);
        }
    }

    private async Task<SqliteTransaction> BeginLater(CancellationToken cancel)
    {
        Check();
        await File.Begin(Options.Timeout, cancel).ConfigureAwait(false);
        return new SqliteTransaction(this);
    }

    private async Task<IStoreTransaction> BeginSome(CancellationToken cancel) => File.IsReadOnly
        ? await SqliteRetry.Run(() => new SqliteTransaction(this), Options.Timeout, cancel).ConfigureAwait(false)
        : await BeginLater(cancel).ConfigureAwait(false);

    private Task<T> Later<T>(Func<SqliteEntries, T> read, CancellationToken cancel) =>
        SqliteRetry.Run(() => Reader().Read(read), Options.Timeout, cancel);

    private SqliteReader Reader()
    {
        Check();
        return File.Reader;
    }

    private void Check()
    {
        if (Volatile.Read(ref _disposed) != 0) throw SqliteFile.Closed();
    }
}
