package io.luavm;

/**
 * The counters of a {@link LuaCache}.
 *
 * @param entryCount keys in it
 * @param byteCount bytes of keys, of values as they are kept, and what each entry costs
 * @param capacityBytes of the cache, or the tenant's share; {@link Limit#UNLIMITED} where only the quota of the process
 *     bounds it
 * @param hitCount values found
 * @param missCount keys asked for that were not there
 * @param evictionCount values that had to go to make room
 */
public record LuaCacheStatistics(
    long entryCount, long byteCount, long capacityBytes, long hitCount, long missCount, long evictionCount) {}
