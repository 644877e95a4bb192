using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LuaVm.Cache;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Exports;

/// <summary>Section "Cache" of luavm.h.</summary>
internal static unsafe class CacheExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_cache_put", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Put(byte* tenant, nuint tenantLength, byte* key, nuint keyLength, LuaValue* value, ulong ttl,
        LuaBytes** error)
    {
        try
        {
            var owner = Tenant(tenant, tenantLength);
            var name = Key(key, keyLength);
            Envelope.CheckValue(value, "value");
            if (value->Type == LuaType.Nil && value->Flags == 0) ProcessCache.Cache.Delete(owner, name);
            else ProcessCache.Values.Put(ProcessPayer.Instance, owner, name, *value, CacheValues.Time(ttl, Timeout.InfiniteTimeSpan));
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_cache_get", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Get(byte* tenant, nuint tenantLength, byte* key, nuint keyLength, LuaResult** result)
    {
        try
        {
            if (result == null) return (int)Status.Argument;
            var owner = Tenant(tenant, tenantLength);
            var name = Key(key, keyLength);
            if (ProcessCache.Cache.Get(owner, name) is { } lease)
            {
                using (lease) *result = CacheResult.Of(lease);
            }
            else
            {
                LuaValue nil = default;
                *result = NativeMethods.shim_result_copy(&nil, 1);
            }
            return *result != null ? (int)Status.Ok
                : Fence.Refuse(Status.Memory, "the system has no memory for the value", result);
        }
        catch (Exception e)
        {
            return Fence.Report(e, result);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_cache_delete", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Delete(byte* tenant, nuint tenantLength, byte* key, nuint keyLength, int* existed, LuaBytes** error)
    {
        try
        {
            var was = ProcessCache.Cache.Delete(Tenant(tenant, tenantLength), Key(key, keyLength));
            if (existed != null) *existed = was ? 1 : 0;
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_cache_clear", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Clear(byte* tenant, nuint tenantLength, LuaBytes** error)
    {
        try
        {
            ProcessCache.Cache.Clear(Tenant(tenant, tenantLength));
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_cache_share", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Share(byte* tenant, nuint tenantLength, ulong bytes, LuaBytes** error)
    {
        try
        {
            ProcessCache.Cache.Share(Tenant(tenant, tenantLength), bytes == 0 ? long.MaxValue : (long)Math.Min(bytes, long.MaxValue));
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_cache_stats", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Statistics(byte* tenant, nuint tenantLength, AbiCacheStatistics* statistics)
    {
        try
        {
            if (statistics == null || statistics->StructSize != sizeof(AbiCacheStatistics)) return (int)Status.Argument;
            *statistics = new AbiCacheStatistics { StructSize = (uint)sizeof(AbiCacheStatistics) };
            var read = tenantLength == 0 ? ProcessCache.Cache.Statistics()
                : ProcessCache.Cache.Statistics(Tenant(tenant, tenantLength));
            statistics->EntryCount = (ulong)read.Entries;
            statistics->ByteCount = (ulong)read.Bytes;
            statistics->CapacityBytes = read.Capacity == long.MaxValue ? Quantity.Unlimited : (ulong)read.Capacity;
            statistics->HitCount = (ulong)read.Hits;
            statistics->MissCount = (ulong)read.Misses;
            statistics->EvictionCount = (ulong)read.Evictions;
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, (LuaBytes**)null);
        }
    }

    private static ReadOnlySpan<byte> Tenant(byte* data, nuint length) => Name(data, length, CacheValues.TenantMaximum, "tenant");

    private static ReadOnlySpan<byte> Key(byte* data, nuint length) => Name(data, length, CacheValues.KeyMaximum, "key");

    private static ReadOnlySpan<byte> Name(byte* data, nuint length, int most, string what)
    {
        Envelope.CheckBytes(data, length, (nuint)most, what);
        if (length == 0) throw new LuaFault(Status.Argument, $"{what} is empty; it has from 1 to {Quantity.Count((ulong)most)} bytes");
        return new ReadOnlySpan<byte>(data, (int)length);
    }
}
