using System.Runtime.InteropServices;
using LuaVm.Core;

namespace LuaVm.Store.Local;

/// <summary>A table that lives as long as it is open, charged to the process.</summary>
internal sealed class MemoryBackend(StoreOptions options) : IStoreBackend
{
    /// <summary>What an entry takes besides its key and value: two arrays, a node, its place in the index.</summary>
    internal const int EntryBytes = 192;

    private readonly Lock _lock = new();
    private readonly WriteGate _gate = new(options.Timeout);
    private readonly MemoryTable _table = new();
    private readonly StoreLedger _ledger = new(options);
    private bool _disposed;

    private long Now => options.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public ValueTask<StoreValue> Get(ReadOnlySpan<byte> key, CancellationToken cancel)
    {
        lock (_lock)
        {
            Check();
            return _table.Find(key) is { } node && (node.Expires == 0 || node.Expires > Now)
                ? new(new StoreValue(node.Value, node.Expires))
                : default;
        }
    }

    public ValueTask<int> Apply(ReadOnlyMemory<StoreWrite> writes, CancellationToken cancel)
    {
        if (!_gate.TryEnter()) return ApplyLater(writes, cancel);
        try
        {
            return new(ApplyHeld(writes.Span, clear: false));
        }
        finally
        {
            _gate.Leave();
        }
    }

    public async ValueTask Clear(CancellationToken cancel)
    {
        await _gate.Enter(cancel).ConfigureAwait(false);
        try
        {
            ApplyHeld([], clear: true);
        }
        finally
        {
            _gate.Leave();
        }
    }

    public ValueTask<IReadOnlyList<StoreEntry>> Next(ReadOnlySpan<byte> after, int count, long bytes,
        CancellationToken cancel)
    {
        var entries = new List<StoreEntry>(Math.Min(count, 64));
        lock (_lock)
        {
            Check();
            var now = Now;
            for (var node = _table.Behind(after); node is not null && entries.Count < count && bytes > 0; node = node.Next[0])
            {
                if (!node.IsLive(now)) continue;
                entries.Add(new StoreEntry(node.Key, node.Value!, node.Expires));
                bytes -= entries[^1].Bytes;
            }
        }
        return new(entries);
    }

    public ValueTask<StoreSize> Size(CancellationToken cancel)
    {
        lock (_lock)
        {
            Check();
            Expire();
            return new(_table.Size);
        }
    }

    public async ValueTask<IStoreTransaction> Begin(CancellationToken cancel)
    {
        await _gate.Enter(cancel).ConfigureAwait(false);
        return new OverlayTransaction(this, options, (clear, writes, _) => new(ApplyHeld(writes.Span, clear)), _gate.Leave);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
            _table.Clear();
            _ledger.Settle(0);
        }
    }

    private async ValueTask<int> ApplyLater(ReadOnlyMemory<StoreWrite> writes, CancellationToken cancel)
    {
        await _gate.Enter(cancel).ConfigureAwait(false);
        try
        {
            return ApplyHeld(writes.Span, clear: false);
        }
        finally
        {
            _gate.Leave();
        }
    }

    private int ApplyHeld(ReadOnlySpan<StoreWrite> writes, bool clear)
    {
        lock (_lock)
        {
            Check();
            Expire();
            if (!clear) return Write(writes);
            var all = new List<StoreWrite>();
            for (var node = _table.Behind([]); node is not null; node = node.Next[0]) all.Add(new(node.Key, null, 0));
            all.AddRange(writes);
            return Write(CollectionsMarshal.AsSpan(all));
        }
    }

    /// <summary>All of it, or what was there is put back.</summary>
    private int Write(ReadOnlySpan<StoreWrite> writes)
    {
        var before = _table.Size;
        var undo = writes.Length == 1 ? null : new List<StoreWrite>(writes.Length);
        StoreWrite last = default;
        var existed = 0;
        foreach (var write in writes)
        {
            var old = _table.Put(write.Key, write.Value, write.Expires);
            if (old.Bytes is not null) existed++;
            last = new StoreWrite(write.Key, old.Bytes, old.Expires);
            undo?.Add(last);
        }
        try
        {
            StoreCaps.Check(options, before, _table.Size);
            Settle();
            return existed;
        }
        catch (LuaFault)
        {
            if (undo is null) _table.Put(last.Key, last.Value, last.Expires);
            for (var i = undo?.Count - 1 ?? -1; i >= 0; i--) _table.Put(undo![i].Key, undo[i].Value, undo[i].Expires);
            throw;
        }
    }

    private void Expire()
    {
        if (_table.Expire(Now).Keys != 0) Settle();
    }

    private void Settle() => _ledger.Settle(_table.Bytes + (_table.Size.Keys * EntryBytes));

    private void Check()
    {
        if (_disposed) throw Closed();
    }

    private static LuaFault Closed() => new(Status.Runtime, "the store is closed");
}
