package io.luavm;

import io.luavm.AbiLayouts.luavm_memory;

/**
 * A VM's memory counters.
 *
 * @param usedBytes counted against the limit now
 * @param peakBytes highest {@code usedBytes} since the VM was made or reset
 * @param limitBytes the hard limit, or {@link Limit#UNLIMITED}
 * @param softBytes the soft limit, or {@link Limit#UNLIMITED}
 * @param systemBytes taken from the system, free lists included
 * @param gcCount collection cycles since the VM was made or reset
 * @param refusedCount requests refused because of the limit
 */
public record LuaMemory(
    long usedBytes,
    long peakBytes,
    long limitBytes,
    long softBytes,
    long systemBytes,
    long gcCount,
    long refusedCount) {
    static LuaMemory of(Struct read) {
        return new LuaMemory(
            read.getLong(luavm_memory.used_bytes), read.getLong(luavm_memory.peak_bytes),
            Limit.shown(read.getLong(luavm_memory.limit_bytes)), Limit.shown(read.getLong(luavm_memory.soft_bytes)),
            read.getLong(luavm_memory.system_bytes), read.getLong(luavm_memory.gc_count),
            read.getLong(luavm_memory.refused_count));
    }
}
