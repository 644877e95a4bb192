using LuaVm.Core;

namespace LuaVm.Store.Host;

/// <summary>The entries that a host keeps, without those whose time is over. For one thread at a time; never waits.</summary>
internal sealed class HostTable(StoreOptions options, HostCalls calls) : IStoreView
{
    private readonly StoreLedger _kept = new(options);
    private readonly HostExpiry _expiry = new(new StoreLedger(options));

    private long Now => options.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public ValueTask<StoreValue> Get(ReadOnlySpan<byte> key, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return new(Read(key));
    }

    public ValueTask<IReadOnlyList<StoreEntry>> Next(ReadOnlySpan<byte> after, int count, long bytes, CancellationToken cancel)
    {
        var entries = new List<StoreEntry>();
        for (var key = calls.Next(after); key is not null; key = calls.Next(key))
        {
            var value = Read(key);
            if (value.Bytes is null) continue;
            entries.Add(new StoreEntry(key, value.Bytes, value.Expires));
            bytes -= entries[^1].Bytes;
            if (entries.Count == count || bytes <= 0) break;
            cancel.ThrowIfCancellationRequested();
        }
        return new(entries);
    }

    public ValueTask<StoreSize> Size(CancellationToken cancel)
    {
        while (_expiry.TryTake(Now, out var key)) Read(key);
        return new(calls.Size());
    }

    /// <summary>All of it, found to fit before by a transaction, or what was there is put back.</summary>
    public void Write(bool clear, ReadOnlySpan<StoreWrite> writes, CancellationToken cancel)
    {
        if (!clear && writes.Length == 1)
        {
            PutNew(writes[0]);
            return;
        }
        var undo = new List<StoreWrite>(writes.Length);
        long bytes = 0;
        try
        {
            for (var key = clear ? calls.Next([]) : null; key is not null; key = calls.Next(key))
                Write(new StoreWrite(key, null, 0), undo, ref bytes, cancel);
            foreach (var write in writes) Write(write, undo, ref bytes, cancel);
        }
        catch (Exception fault) when (fault is LuaFault or OperationCanceledException)
        {
            Undo(undo, fault);
            throw;
        }
        finally
        {
            _kept.Settle(0);
        }
    }

    /// <summary>Deletes entry by entry; where that fails, or is given up, those before it are gone.</summary>
    public ValueTask Clear(CancellationToken cancel)
    {
        for (var key = calls.Next([]); key is not null; key = calls.Next(key))
        {
            cancel.ThrowIfCancellationRequested();
            calls.Remove(key);
            _expiry.TryNote(key, 0);
        }
        return default;
    }

    /// <summary>Nobody uses it any more.</summary>
    public void Close() => _expiry.Close();

    ValueTask<int> IStoreView.Apply(ReadOnlyMemory<StoreWrite> writes, CancellationToken cancel) =>
        throw new NotSupportedException("writes go through a transaction");

    private void Write(in StoreWrite write, List<StoreWrite> undo, ref long bytes, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var before = Read(write.Key);
        bytes += write.Key.Length + (before.Bytes?.Length ?? 0) + 128;
        _kept.Settle(bytes);
        PutNew(write);
        undo.Add(new StoreWrite(write.Key, before.Bytes, before.Expires));
    }

    private void PutNew(in StoreWrite write)
    {
        if (write.Value is not null && !_expiry.TryNote(write.Key, write.Expires))
            throw new LuaFault(Status.Quota, "the memory quota leaves no room to remember when the entry is over (ttl)");
        Put(write);
    }

    private void Put(in StoreWrite write)
    {
        if (write.Value is not null) calls.Set(write.Key, write.Value, write.Expires);
        else calls.Remove(write.Key);
        _expiry.TryNote(write.Key, write.Value is null ? 0 : write.Expires);
    }

    private void Undo(List<StoreWrite> undo, Exception fault)
    {
        var done = undo.Count;
        try
        {
            while (done > 0)
            {
                Put(undo[done - 1]);
                done--;
            }
        }
        catch (LuaFault)
        {
            throw new LuaFault(Status.Runtime,
                $"{fault.Message}; and {done} writes that were made before it cannot be undone");
        }
    }

    /// <summary>An entry; one whose time is over is taken out, unless nothing may be written.</summary>
    private StoreValue Read(ReadOnlySpan<byte> key)
    {
        var value = calls.Get(key);
        if (value.Expires == 0 || value.Bytes is null) return value;
        if (value.Expires > Now)
        {
            _expiry.TryNote(key.ToArray(), value.Expires);
            return value;
        }
        if (!options.ReadOnly) calls.Remove(key);
        return default;
    }
}
