using LuaVm.Store.Local;

namespace LuaVm.Store;

/// <summary>
/// By how much a transaction's writes change the size of the table beneath. That forgets entries when their time is over,
/// so what was counted off for one that has been overwritten is counted back then; and so is what was written with a time.
/// </summary>
internal sealed class OverlayGain
{
    private readonly PriorityQueue<Ending, long> _endings = new();

    public StoreSize Total { get; private set; }

    /// <summary>An entry of the table beneath is hidden by a write.</summary>
    public void Hide(byte[] key, in StoreValue beneath)
    {
        if (beneath.Bytes is null) return;
        var bytes = key.Length + (long)beneath.Bytes.Length;
        Add(-1, -bytes);
        if (beneath.Expires != 0) _endings.Enqueue(new Ending(null, bytes), beneath.Expires);
    }

    /// <summary>Puts into a node what it now has.</summary>
    public void Put(SkipNode node, byte[]? value, long expires)
    {
        if (node.Value is not null) Add(-1, -Bytes(node));
        node.Value = value;
        node.Expires = expires;
        if (value is null) return;
        Add(1, Bytes(node));
        if (expires != 0) _endings.Enqueue(new Ending(node, 0), expires);
    }

    /// <summary>Takes account of what is over.</summary>
    public void Expire(TimeProvider clock)
    {
        if (_endings.Count == 0) return; // most often: then the clock is not asked either
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        while (_endings.TryPeek(out var ending, out var expires) && expires <= now)
        {
            _endings.Dequeue();
            if (ending.Own is null) Add(1, ending.Bytes);
            else if (ending.Own.Value is not null && ending.Own.Expires == expires) Put(ending.Own, null, 0);
        }
    }

    public void Clear()
    {
        _endings.Clear();
        Total = default;
    }

    private void Add(int keys, long bytes) => Total = new StoreSize(Total.Keys + keys, Total.Bytes + bytes);

    private static long Bytes(SkipNode node) => node.Key.Length + (long)node.Value!.Length;

    /// <param name="Own">What the transaction has written; null: what it has hidden, of so many bytes.</param>
    /// <param name="Bytes">Of what is hidden.</param>
    private readonly record struct Ending(SkipNode? Own, long Bytes);
}
