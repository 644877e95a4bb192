namespace LuaVm.Cache;

/// <summary>Entries in the order of their last use, linked through themselves.</summary>
/// <param name="ofHolding">Which of the two links of an entry.</param>
internal sealed class EntryOrder(bool ofHolding)
{
    internal CacheEntry? Oldest { get; private set; }
    private CacheEntry? _newest;

    internal void Add(CacheEntry entry)
    {
        ref var link = ref Link(entry);
        link.Older = _newest;
        link.Newer = null;
        if (_newest == null) Oldest = entry;
        else Link(_newest).Newer = entry;
        _newest = entry;
    }

    internal void Remove(CacheEntry entry)
    {
        ref var link = ref Link(entry);
        if (link.Older == null) Oldest = link.Newer;
        else Link(link.Older).Newer = link.Newer;
        if (link.Newer == null) _newest = link.Older;
        else Link(link.Newer).Older = link.Older;
        link = default;
    }

    internal void Touch(CacheEntry entry)
    {
        if (ReferenceEquals(entry, _newest)) return;
        Remove(entry);
        Add(entry);
    }

    private ref EntryLink Link(CacheEntry entry)
    {
        if (ofHolding) return ref entry.InHolding;
        return ref entry.InCache;
    }
}
