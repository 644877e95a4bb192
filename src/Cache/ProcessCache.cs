using LuaVm.Core.Services;

namespace LuaVm.Cache;

/// <summary>The cache of this process, as luavm_configure bounds it.</summary>
internal static class ProcessCache
{
    private static readonly Lazy<CacheValues> s_cache = new(static () => new CacheValues(Make()));

    internal static CacheValues Values => s_cache.Value;

    internal static ByteCache Cache => Values.Cache;

    /// <summary>Bytes that it holds now.</summary>
    internal static long HeldBytes => s_cache.IsValueCreated ? Cache.Statistics().Bytes : 0;

    private static ByteCache Make()
    {
        var cache = new ByteCache(new ProcessLedger(), TimeProvider.System);
        ServiceCaps.Changed += _ => Fit(cache);
        Fit(cache); // once it would hear of a change
        return cache;
    }

    /// <summary>Of several changes the last one counts.</summary>
    private static void Fit(ByteCache cache)
    {
        lock (s_cache) cache.Resize((long)Math.Min(ServiceCaps.Current.CacheBytes, long.MaxValue));
    }
}
