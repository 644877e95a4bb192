namespace LuaVm.Store;

/// <summary>A table that scripts may open by a name, opened when the first of them does, closed when the last of those who
/// hold this lets go.</summary>
public sealed class StoreSource : IDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly StoreOptions _options;
    private PersistentTable? _table;
    private int _holders = 1;
    private bool _disposed;

    public StoreSource(StoreOptions options) => _options = options;

    /// <summary>One that is open; it is held until this is disposed of.</summary>
    /// <param name="table">Throws <see cref="Core.LuaFault"/> if it is closed.</param>
    /// <param name="readOnly">For scripts, whatever it is for the host.</param>
    public StoreSource(PersistentTable table, bool readOnly = false)
    {
        if (!table.TryHold()) throw Closed();
        _table = table;
        _options = readOnly ? table.Options with { ReadOnly = true } : table.Options;
    }

    /// <summary>What holds for scripts.</summary>
    public StoreOptions Options => _options;

    /// <summary>The table, if it is open.</summary>
    internal PersistentTable? Opened => Volatile.Read(ref _table);

    /// <summary>Holds it once more.</summary>
    internal void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>Opens it, unless that is done. One that could not be opened is tried again the next time.</summary>
    internal async ValueTask<PersistentTable> Open(CancellationToken cancel)
    {
        if (Opened is { } opened) return opened;
        await _opening.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_disposed) throw Closed();
            return _table ??= await StoreUrl.Open(_options, cancel).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Lets go, once for each who holds it.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) != 0) return;
        _opening.Wait();
        if (!_disposed) _table?.Dispose();
        _disposed = true;
        _opening.Release();
    }

    private static Core.LuaFault Closed() => new(Core.Status.Runtime, "the store is closed");
}
