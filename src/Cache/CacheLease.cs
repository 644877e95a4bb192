namespace LuaVm.Cache;

/// <summary>A value that somebody reads. Its bytes stay until this is disposed of.</summary>
internal readonly unsafe struct CacheLease(ByteCache cache, CacheEntry entry) : IDisposable
{
    /// <summary>To be told from others of the same key.</summary>
    internal CacheEntry Entry => entry;

    internal byte* Data => entry.Value;
    internal int Length => entry.Length;
    internal int PlainLength => entry.PlainLength;

    public void Dispose() => cache.Drop(entry);
}
