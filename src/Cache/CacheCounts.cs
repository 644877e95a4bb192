namespace LuaVm.Cache;

/// <summary>How often something was found, was not, and had to go to make room.</summary>
internal struct CacheCounts
{
    internal long Hits, Misses, Evictions;
}
