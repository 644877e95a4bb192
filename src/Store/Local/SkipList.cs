namespace LuaVm.Store.Local;

/// <summary>A map in the order of its keys by memcmp. Not for several threads at once.</summary>
internal sealed class SkipList
{
    /// <summary>Enough for 4^12 entries.</summary>
    private const int Levels = 12;

    private readonly SkipNode _head = new([], Levels);
    private readonly SkipNode[] _before = new SkipNode[Levels];

    public int Count { get; private set; }

    public SkipNode? First => _head.Next[0];

    /// <summary>The node of a key, or null.</summary>
    public SkipNode? Find(ReadOnlySpan<byte> key)
    {
        var node = Behind(key, orAt: true);
        return node is not null && key.SequenceEqual(node.Key) ? node : null;
    }

    /// <summary>The first node behind a key that need not be there; or at it.</summary>
    public SkipNode? Behind(ReadOnlySpan<byte> key, bool orAt = false)
    {
        var least = orAt ? 0 : 1;
        var node = _head;
        for (var level = Levels - 1; level >= 0; level--)
        {
            while (node.Next[level] is { } next && next.Key.AsSpan().SequenceCompareTo(key) < least) node = next;
        }
        return node.Next[0];
    }

    /// <summary>Adds a key that is not there.</summary>
    public SkipNode Add(byte[] key)
    {
        Seek(key);
        var height = 1;
        while (height < Levels && Random.Shared.Next(4) == 0) height++;
        var node = new SkipNode(key, height);
        for (var level = 0; level < height; level++)
        {
            node.Next[level] = _before[level].Next[level];
            _before[level].Next[level] = node;
        }
        Count++;
        return node;
    }

    public void Remove(SkipNode node)
    {
        Seek(node.Key);
        for (var level = 0; level < node.Next.Length; level++) _before[level].Next[level] = node.Next[level];
        Count--;
    }

    public void Clear()
    {
        Array.Clear(_head.Next);
        Array.Clear(_before); // which would keep what was cleared
        Count = 0;
    }

    private void Seek(ReadOnlySpan<byte> key)
    {
        var node = _head;
        for (var level = Levels - 1; level >= 0; level--)
        {
            while (node.Next[level] is { } next && next.Key.AsSpan().SequenceCompareTo(key) < 0) node = next;
            _before[level] = node;
        }
    }
}
