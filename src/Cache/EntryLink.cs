namespace LuaVm.Cache;

/// <summary>Neighbours of an entry in an order of use.</summary>
internal struct EntryLink
{
    internal CacheEntry? Older, Newer;
}
