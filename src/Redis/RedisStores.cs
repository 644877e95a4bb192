using LuaVm.Store;

namespace LuaVm.Redis;

/// <summary>Makes redis: and rediss: URLs of stores, where the library has the network.</summary>
public static class RedisStores
{
    public static void Register()
    {
        StoreUrl.Register("redis", RedisBackend.Open);
        StoreUrl.Register("rediss", RedisBackend.Open);
    }
}
