package io.luavm;

import io.luavm.AbiLayouts.luavm_cache_statistics;
import java.time.Duration;

/**
 * What one tenant has in the cache of this process: in memory, bounded in bytes ({@link ProcessOptions#cacheBytes}); what
 * was not used for longest goes first. Scripts have the same keys where their policy names the tenant. Nothing is to be
 * closed; objects of one tenant are all the same. Any thread may use it.
 */
public final class LuaCache {
    private final byte[] tenant;

    /**
     * The cache as a tenant has it.
     *
     * @param tenant from 1 to 256 bytes as UTF-8
     * @throws ArgumentException if it is empty or too long
     */
    public LuaCache(String tenant) {
        NativeLibrary.require();
        this.tenant = VmCalls.utf8(tenant);
        if (this.tenant.length == 0 || this.tenant.length > 256) {
            throw LuaVmException.of(
                Status.ARGUMENT, "tenant must have from 1 to 256 bytes, not " + this.tenant.length);
        }
    }

    /**
     * Reads the counters of the whole cache.
     *
     * @return those of now
     */
    public static LuaCacheStatistics total() {
        NativeLibrary.require();
        return read(new byte[0]);
    }

    /**
     * Reads a value.
     *
     * @param key from 1 to 1,024 bytes as UTF-8
     * @return as from {@link LuaVm#eval}; null if there is none
     * @throws ArgumentException if the key is impossible
     */
    public Object get(String key) {
        byte[] answer = Native.cacheGet(tenant, VmCalls.utf8(key));
        return ResultReader.read(null, answer, null).orThrow().value();
    }

    /**
     * Puts a value, in place of what is there, to stay until room is needed.
     *
     * @param key from 1 to 1,024 bytes as UTF-8
     * @param value plain data; null deletes
     * @throws ArgumentException if the key is impossible, or something in the value is no plain data
     * @throws QuotaException if it is larger than the cache or the tenant's share, or the process or the tenant's quota
     *     group has no room for it
     */
    public void put(String key, Object value) {
        put(key, value, Limit.FOREVER);
    }

    /**
     * Puts a value, in place of what is there.
     *
     * @param key from 1 to 1,024 bytes as UTF-8
     * @param value plain data; null deletes
     * @param ttl how long it stays at most, rounded up to milliseconds; or {@link Limit#FOREVER}
     * @throws ArgumentException if the key is impossible, or something in the value is no plain data
     * @throws QuotaException if it is larger than the cache or the tenant's share, or the process or the tenant's quota
     *     group has no room for it
     */
    public void put(String key, Object value, Duration ttl) {
        long stays = Limit.milliseconds("ttl", ttl);
        byte[] written = ValueWriter.write(null, Status.OK, place -> "value", value);
        byte[][] message = new byte[1][];
        int status = Native.cachePut(
            tenant, VmCalls.utf8(key), written, stays == AbiConstants.LUAVM_UNLIMITED ? 0 : stays, message);
        LuaVmException.check(status, message[0]);
    }

    /**
     * Deletes a key.
     *
     * @param key from 1 to 1,024 bytes as UTF-8
     * @return whether it was there
     * @throws ArgumentException if the key is impossible
     */
    public boolean delete(String key) {
        long[] existed = new long[1];
        byte[][] message = new byte[1][];
        LuaVmException.check(Native.cacheDelete(tenant, VmCalls.utf8(key), existed, message), message[0]);
        return existed[0] != 0;
    }

    /** Deletes all keys of the tenant. */
    public void clear() {
        byte[][] message = new byte[1][];
        LuaVmException.check(Native.cacheClear(tenant, message), message[0]);
    }

    /**
     * Gives the tenant a share of the cache; what it has beyond that goes.
     *
     * @param bytes or {@link Limit#UNLIMITED} for all of it
     */
    public void share(long bytes) {
        byte[][] message = new byte[1][];
        LuaVmException.check(Native.cacheShare(tenant, Limit.amount("bytes", bytes), message), message[0]);
    }

    /**
     * Reads the tenant's counters.
     *
     * @return those of now
     */
    public LuaCacheStatistics statistics() {
        return read(tenant);
    }

    private static LuaCacheStatistics read(byte[] tenant) {
        Struct read = Struct.of(luavm_cache_statistics.SIZE_BYTES);
        LuaVmException.check(Native.cacheStatistics(tenant, read.bytes), null);
        return new LuaCacheStatistics(
            read.getLong(luavm_cache_statistics.entry_count), read.getLong(luavm_cache_statistics.byte_count),
            Limit.shown(read.getLong(luavm_cache_statistics.capacity_bytes)),
            read.getLong(luavm_cache_statistics.hit_count), read.getLong(luavm_cache_statistics.miss_count),
            read.getLong(luavm_cache_statistics.eviction_count));
    }
}
