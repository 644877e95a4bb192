using LuaVm.Core;
using LuaVm.Core.Services;

namespace LuaVm.Http.WebSocket;

/// <summary>The cap of WebSocket connections of this process, those being made among them.</summary>
public static class WsSlots
{
    private static int s_open;

    /// <summary>luavm_config.ws_cap.</summary>
    public static long Cap => ServiceCaps.Current.WebSocket;

    /// <summary>Open now.</summary>
    public static int Open => Volatile.Read(ref s_open);

    internal static bool IsFull => Open >= Cap;

    /// <summary>Throws <see cref="LuaFault"/> (quota).</summary>
    internal static void Enter()
    {
        if (Interlocked.Increment(ref s_open) <= Cap) return;
        Leave();
        throw new LuaFault(Status.Quota,
            $"{Quantity.Count((ulong)Cap)} WebSocket connections are open, the most there can be; close some, or raise the cap (luavm_configure)");
    }

    internal static void Leave() => Interlocked.Decrement(ref s_open);
}
