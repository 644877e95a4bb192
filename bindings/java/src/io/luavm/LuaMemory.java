package io.luavm;

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
    long refusedCount) {}
