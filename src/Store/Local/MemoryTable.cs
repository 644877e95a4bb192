namespace LuaVm.Store.Local;

/// <summary>The entries of a table in memory: by key and in order, counted, those whose time is over taken out. Not for
/// several threads at once.</summary>
internal sealed class MemoryTable
{
    private readonly SkipList _ordered = new();
    private readonly Dictionary<byte[], SkipNode> _byKey;
    private readonly Dictionary<byte[], SkipNode>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;
    private readonly PriorityQueue<SkipNode, long> _expiring = new();
    private int _stale;

    public MemoryTable()
    {
        _byKey = new(KeyComparer.Instance);
        _bySpan = _byKey.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public long Bytes { get; private set; }

    public StoreSize Size => new(_byKey.Count, Bytes);

    public SkipNode? Find(ReadOnlySpan<byte> key) => _bySpan.TryGetValue(key, out var node) ? node : null;

    public SkipNode? Behind(ReadOnlySpan<byte> key) => key.IsEmpty ? _ordered.First : _ordered.Behind(key);

    /// <summary>Writes one entry; a null value takes it out. What was there is returned.</summary>
    public StoreValue Put(byte[] key, byte[]? value, long expires)
    {
        var node = Find(key);
        var before = node is null ? default : new StoreValue(node.Value, node.Expires);
        if (node is not null) Bytes -= key.Length + node.Value!.Length;
        if (value is null)
        {
            if (node is not null) Remove(node);
            return before;
        }
        if (node is null)
        {
            node = _ordered.Add(key);
            _byKey.Add(key, node);
        }
        node.Value = value;
        Bytes += key.Length + value.Length;
        if (node.Expires == expires) return before;
        Outdate(node);
        node.Expires = expires;
        if (expires != 0) _expiring.Enqueue(node, expires);
        return before;
    }

    /// <summary>Takes out what is over. Returns the entries taken, and their bytes.</summary>
    public StoreSize Expire(long now)
    {
        var before = Size;
        while (_expiring.TryPeek(out var node, out var expires) && expires <= now)
        {
            _expiring.Dequeue();
            if (node.Expires != expires || node.Value is null)
            {
                _stale--;
                continue;
            }
            node.Expires = 0; // its place in the queue is gone
            Put(node.Key, null, 0);
        }
        return new StoreSize(before.Keys - _byKey.Count, before.Bytes - Bytes);
    }

    public void Clear()
    {
        _ordered.Clear();
        _byKey.Clear();
        _expiring.Clear();
        _stale = 0;
        Bytes = 0;
    }

    private void Remove(SkipNode node)
    {
        _ordered.Remove(node);
        _byKey.Remove(node.Key);
        Outdate(node);
        node.Value = null;
    }

    /// <summary>The queue keeps what it has been given; once half of it is of no use it is made anew.</summary>
    private void Outdate(SkipNode node)
    {
        if (node.Expires == 0) return;
        node.Expires = 0;
        if (++_stale <= (_expiring.Count / 2) + 64) return;
        var live = _expiring.UnorderedItems.Where(item => item.Element.Value is not null
            && item.Element.Expires == item.Priority).DistinctBy(item => item.Element).ToArray();
        _expiring.Clear();
        _expiring.EnqueueRange(live);
        _stale = 0;
    }
}
