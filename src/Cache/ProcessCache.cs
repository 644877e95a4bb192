using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LuaVm.Core;
using LuaVm.Core.Services;
using LuaVm.Interop;

namespace LuaVm.Cache;

/// <summary>The cache of this process, as luavm_configure bounds it.</summary>
internal static unsafe class ProcessCache
{
    private static readonly Lazy<CacheValues> s_cache = new(static () => new CacheValues(Make()));

    internal static CacheValues Values => s_cache.Value;

    internal static ByteCache Cache => Values.Cache;

    /// <summary>Bytes that it holds now.</summary>
    internal static long HeldBytes => s_cache.IsValueCreated ? Cache.Statistics().Bytes : 0;

    private static ByteCache Make()
    {
        var cache = new ByteCache(QuotaLedger.OfProcess, TimeProvider.System);
        QuotaGroup.Leaving += group => cache.Forget(group.Account);
        NativeMethods.shim_account_ask(&GiveUp);
        ServiceCaps.Changed += _ => Fit(cache);
        Fit(cache); // once it would hear of a change
        return cache;
    }

    /// <summary>Of several changes the last one counts.</summary>
    private static void Fit(ByteCache cache)
    {
        lock (s_cache) cache.Resize((long)Math.Min(ServiceCaps.Current.CacheBytes, long.MaxValue));
    }

    /// <summary>
    /// What needs memory goes before what can be done without. Called wherever memory is taken, in the midst of scripts:
    /// takes the cache's lock, under which nobody waits for anything.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GiveUp(nint account, ulong bytes)
    {
        try
        {
            if (!s_cache.IsValueCreated) return 0;
            return Cache.GiveUp(account, (long)Math.Min(bytes, long.MaxValue)) > 0 ? 1 : 0;
        }
        catch (OutOfMemoryException)
        {
            return 0;
        }
    }
}
