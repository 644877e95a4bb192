namespace LuaVm.Cache;

/// <summary>Entries that expire, the next one first: a binary heap in which each knows its place.</summary>
internal sealed class ExpiryHeap
{
    private readonly List<CacheEntry> _entries = [];

    internal CacheEntry? First => _entries.Count == 0 ? null : _entries[0];

    internal void Add(CacheEntry entry)
    {
        _entries.Add(entry);
        Rise(entry, _entries.Count - 1);
    }

    internal void Remove(CacheEntry entry)
    {
        var index = entry.HeapIndex;
        entry.HeapIndex = -1;
        var last = _entries[^1];
        _entries.RemoveAt(_entries.Count - 1);
        if (_entries.Capacity > 64 && _entries.Count < _entries.Capacity / 4) _entries.Capacity /= 2;
        if (ReferenceEquals(last, entry)) return;
        if (index > 0 && last.Expires < _entries[(index - 1) / 2].Expires) Rise(last, index);
        else Sink(last, index);
    }

    private void Rise(CacheEntry entry, int index)
    {
        while (index > 0 && entry.Expires < _entries[(index - 1) / 2].Expires)
        {
            Put(_entries[(index - 1) / 2], index);
            index = (index - 1) / 2;
        }
        Put(entry, index);
    }

    private void Sink(CacheEntry entry, int index)
    {
        while (true)
        {
            var child = 2 * index + 1;
            if (child >= _entries.Count) break;
            if (child + 1 < _entries.Count && _entries[child + 1].Expires < _entries[child].Expires) child++;
            if (_entries[child].Expires >= entry.Expires) break;
            Put(_entries[child], index);
            index = child;
        }
        Put(entry, index);
    }

    private void Put(CacheEntry entry, int index)
    {
        _entries[index] = entry;
        entry.HeapIndex = index;
    }
}
