using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>What one tenant has in the cache of this process: in memory, bounded in bytes
/// (<see cref="LuaVmProcessOptions.CacheBytes"/>); what was not used for longest goes first. Scripts have the same keys
/// where their policy names the tenant. Threads: any.</summary>
public sealed unsafe class LuaCache
{
    private readonly byte[] tenant;

    /// <param name="tenant">From 1 to 256 bytes of UTF-8.</param>
    public LuaCache(string tenant)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        this.tenant = Text.Strict.GetBytes(tenant);
    }

    /// <summary>The counters of the whole cache.</summary>
    public static CacheStatistics Total => Read([]);

    /// <summary>The tenant's counters.</summary>
    /// <exception cref="InvalidArgumentException">The tenant's name is too long.</exception>
    public CacheStatistics Statistics => Read(tenant);

    /// <summary>Reads a value.</summary>
    /// <param name="key">From 1 to 1,024 bytes of UTF-8.</param>
    /// <typeparam name="T">See <see cref="LuaValue.As{T}"/>.</typeparam>
    /// <returns>The default where there is none.</returns>
    /// <exception cref="InvalidCastException">The value is no such type.</exception>
    /// <exception cref="LuaVmException">The key is impossible, or there is no memory.</exception>
    public T? Get<T>(string key) => TryGet<T>(key, out var value) ? value : default;

    /// <inheritdoc cref="Get{T}"/>
    /// <param name="key">From 1 to 1,024 bytes of UTF-8.</param>
    /// <param name="value">The default where this is false.</param>
    public bool TryGet<T>(string key, out T? value)
    {
        luavm_result* block = null;
        luavm_status status;
        ReadOnlySpan<byte> name = Text.Strict.GetBytes(key);
        fixed (byte* owner = tenant, first = name)
            status = Abi.cache_get(owner, (nuint)tenant.Length, first, (nuint)name.Length, &block);
        if (block == null) throw LuaVmException.For(Failure.Of((LuaStatus)status));
        using var result = new LuaResult(block, null, kept: false);
        if (result.Error is { } error) throw error;
        var found = result.Value;
        value = found.IsNil ? default : found.As<T>();
        return !found.IsNil;
    }

    /// <summary>Puts a value, in place of what is there.</summary>
    /// <param name="key">From 1 to 1,024 bytes of UTF-8.</param>
    /// <param name="value">Plain data: null (deletes), bool, numbers, string, bytes, lists and dictionaries of them.</param>
    /// <param name="time">When it is gone; null: when room is needed.</param>
    /// <exception cref="ArgumentException">The value, or something in it, is no plain data.</exception>
    /// <exception cref="QuotaException">It is larger than the cache or the tenant's share, or the process or the
    /// tenant's quota group has no room for it.</exception>
    /// <exception cref="InvalidArgumentException">The key is impossible, or a table contains itself.</exception>
    public void Put(string key, LuaValue value, TimeSpan? time = null)
    {
        var milliseconds = Limit.Milliseconds(time);
        ReadOnlySpan<byte> name = Text.Strict.GetBytes(key);
        using var writer = ValueWriter.Take(null, null, "value");
        var written = writer.Write(value);
        luavm_buffer* error;
        luavm_status status;
        fixed (byte* owner = tenant, first = name)
            status = Abi.cache_put(owner, (nuint)tenant.Length, first, (nuint)name.Length, &written, milliseconds, &error);
        Check(status, error);
    }

    /// <inheritdoc cref="Put(string, LuaValue, TimeSpan?)"/>
    public void Put(string key, object? value, TimeSpan? time = null) => Put(key, LuaValue.From(value), time);

    /// <summary>Deletes a key.</summary>
    /// <param name="key">From 1 to 1,024 bytes of UTF-8.</param>
    /// <returns>Whether it was there.</returns>
    public bool Delete(string key)
    {
        ReadOnlySpan<byte> name = Text.Strict.GetBytes(key);
        luavm_buffer* error;
        luavm_status status;
        int existed;
        fixed (byte* owner = tenant, first = name)
            status = Abi.cache_delete(owner, (nuint)tenant.Length, first, (nuint)name.Length, &existed, &error);
        Check(status, error);
        return existed != 0;
    }

    /// <summary>Deletes all keys of the tenant.</summary>
    public void Clear()
    {
        luavm_buffer* error;
        luavm_status status;
        fixed (byte* owner = tenant) status = Abi.cache_clear(owner, (nuint)tenant.Length, &error);
        Check(status, error);
    }

    /// <summary>Gives the tenant a share of the cache; what it has beyond that goes.</summary>
    /// <param name="bytes">null or <see cref="Limit.Unlimited"/>: all of it.</param>
    public void Share(long? bytes)
    {
        luavm_buffer* error;
        luavm_status status;
        var share = Limit.Amount(bytes);
        fixed (byte* owner = tenant) status = Abi.cache_share(owner, (nuint)tenant.Length, share, &error);
        Check(status, error);
    }

    private static CacheStatistics Read(byte[] tenant)
    {
        var read = new luavm_cache_statistics { struct_size = (uint)sizeof(luavm_cache_statistics) };
        fixed (byte* owner = tenant) LuaVmException.Check(Abi.cache_stats(owner, (nuint)tenant.Length, &read));
        return new CacheStatistics
        {
            EntryCount = Limit.Shown(read.entry_count),
            ByteCount = Limit.Shown(read.byte_count),
            CapacityBytes = Limit.Shown(read.capacity_bytes),
            HitCount = Limit.Shown(read.hit_count),
            MissCount = Limit.Shown(read.miss_count),
            EvictionCount = Limit.Shown(read.eviction_count),
        };
    }

    private static void Check(luavm_status answer, luavm_buffer* error)
    {
        var status = (LuaStatus)answer;
        if (status != LuaStatus.Ok) throw LuaVmException.Take(status, error);
    }
}
