using LuaVm.Store;

namespace LuaVm.Redis;

/// <summary>Makes redis: and rediss: URLs of stores, where the library has the network.</summary>
public static class RedisStores
{
    public static void Register()
    {
        foreach (var scheme in new[] { "redis", "rediss" })
            StoreUrl.Register(scheme, RedisBackend.Open, static url => _ = RedisUrl.Parse(url));
    }
}
