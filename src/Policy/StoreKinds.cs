#if LUAVM_NETWORK
using LuaVm.Redis;
#endif
using LuaVm.Sqlite;

namespace LuaVm.Policies;

/// <summary>The kinds of places where stores lie that this library has besides memory.</summary>
public static class StoreKinds
{
    static StoreKinds()
    {
        SqliteStores.Register();
#if LUAVM_NETWORK
        RedisStores.Register();
#endif
    }

    /// <summary>Makes sure that their URLs are known.</summary>
    public static void Ready()
    {
    }
}
