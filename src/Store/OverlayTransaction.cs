using LuaVm.Store.Local;

namespace LuaVm.Store;

/// <summary>
/// A transaction that keeps its writes to itself until it is committed, over a table that nobody else writes meanwhile (or
/// whose <paramref name="commit"/> finds out that somebody did).
/// </summary>
/// <param name="beneath">What is read where this has written nothing.</param>
/// <param name="options">The caps and the clock.</param>
/// <param name="commit">Writes everything at once, after deleting all where its first argument says so. Asked also where there
/// is nothing to write: what was read is of one moment only if it has nothing to say against it.</param>
/// <param name="end">Called once, committed or not, on any thread.</param>
public sealed class OverlayTransaction(
    IStoreView beneath,
    StoreOptions options,
    Func<bool, ReadOnlyMemory<StoreWrite>, CancellationToken, ValueTask<int>> commit,
    Action end) : IStoreTransaction
{
    private readonly SkipList _written = new();
    private readonly OverlayGain _gain = new();
    private bool _cleared;
    private int _ended;

    private long Now => options.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public ValueTask<StoreValue> Get(ReadOnlySpan<byte> key, CancellationToken cancel)
    {
        Check();
        if (_written.Find(key) is { } node)
            return node.IsLive(Now) ? new(new StoreValue(node.Value, node.Expires)) : default;
        return _cleared ? default : beneath.Get(key, cancel);
    }

    public async ValueTask<int> Apply(ReadOnlyMemory<StoreWrite> writes, CancellationToken cancel)
    {
        Check();
        _gain.Expire(options.Clock);
        var before = new StoreValue[writes.Length];
        var gained = _gain.Total;
        var existed = 0;
        var done = 0;
        try
        {
            for (; done < writes.Length; done++)
            {
                before[done] = await Get(writes.Span[done].Key, cancel).ConfigureAwait(false);
                if (before[done].Bytes is not null) existed++;
                Put(writes.Span[done], before[done]);
            }
            var size = await SizeBeneath(cancel).ConfigureAwait(false);
            _gain.Expire(options.Clock);
            StoreCaps.Check(options, Sum(size, gained), Sum(size, _gain.Total));
            return existed;
        }
        catch
        {
            for (var i = done - 1; i >= 0; i--)
                _gain.Put(_written.Find(writes.Span[i].Key)!, before[i].Bytes, before[i].Expires);
            throw;
        }
    }

    public ValueTask Clear(CancellationToken cancel)
    {
        Check();
        _cleared = true;
        _written.Clear();
        _gain.Clear();
        return default;
    }

    public ValueTask<IReadOnlyList<StoreEntry>> Next(ReadOnlySpan<byte> after, int count, long bytes,
        CancellationToken cancel)
    {
        Check();
        return _written.Count == 0 && !_cleared
            ? beneath.Next(after, count, bytes, cancel)
            : Merge(after.ToArray(), count, bytes, cancel);
    }

    public async ValueTask<StoreSize> Size(CancellationToken cancel)
    {
        Check();
        var size = await SizeBeneath(cancel).ConfigureAwait(false);
        _gain.Expire(options.Clock);
        return Sum(size, _gain.Total);
    }

    public async ValueTask Commit(CancellationToken cancel)
    {
        Check();
        var writes = new List<StoreWrite>(_written.Count);
        // What was gone to the transaction's own eyes is so to everybody, whatever the clock of the others.
        var now = Now;
        for (var node = _written.First; node is not null; node = node.Next[0])
            writes.Add(new StoreWrite(node.Key, node.IsLive(now) ? node.Value : null, node.Expires));
        await commit(_cleared, writes.ToArray(), cancel).ConfigureAwait(false);
        Dispose();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0) end();
    }

    private void Put(in StoreWrite write, in StoreValue before)
    {
        var node = _written.Find(write.Key);
        if (node is null)
        {
            node = _written.Add(write.Key);
            _gain.Hide(write.Key, before);
        }
        _gain.Put(node, write.Value, write.Expires);
    }

    private ValueTask<StoreSize> SizeBeneath(CancellationToken cancel) => _cleared ? default : beneath.Size(cancel);

    private async ValueTask<IReadOnlyList<StoreEntry>> Merge(byte[] after, int count, long bytes, CancellationToken cancel)
    {
        var merged = new List<StoreEntry>();
        while (true)
        {
            var below = _cleared ? [] : await beneath.Next(after, count, bytes, cancel).ConfigureAwait(false);
            // Behind the last one that was asked for there may be more beneath: what is written there has to wait.
            var last = below.Count == 0 ? null : below[^1].Key;
            var node = after.Length == 0 ? _written.First : _written.Behind(after);
            var now = Now;
            for (var i = 0; merged.Count < count && bytes > 0;)
            {
                var key = node is not null && (last is null || Order(node.Key, last) <= 0) ? node.Key : null;
                if (key is null && i == below.Count) break;
                var order = key is null ? 1 : i == below.Count ? -1 : Order(key, below[i].Key);
                if (order > 0)
                {
                    merged.Add(below[i++]);
                }
                else
                {
                    if (order == 0) i++;
                    var own = node!;
                    node = own.Next[0];
                    if (!own.IsLive(now)) continue;
                    merged.Add(new StoreEntry(own.Key, own.Value!, own.Expires));
                }
                bytes -= merged[^1].Bytes;
            }
            if (merged.Count > 0 || last is null) return merged;
            after = last;
        }
    }

    private void Check()
    {
        if (Volatile.Read(ref _ended) != 0)
            throw new Core.LuaFault(Core.Status.Runtime, "the transaction is over");
    }

    private static int Order(byte[] one, byte[] other) => one.AsSpan().SequenceCompareTo(other);

    private static StoreSize Sum(StoreSize one, StoreSize other) => new(one.Keys + other.Keys, one.Bytes + other.Bytes);
}
