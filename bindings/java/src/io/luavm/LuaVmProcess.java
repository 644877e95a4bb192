package io.luavm;

import io.luavm.AbiLayouts.luavm_config;
import io.luavm.AbiLayouts.luavm_statistics;

/** What counts for all VMs of this process together. Any thread may call these at any moment. */
public final class LuaVmProcess {
    private LuaVmProcess() {}

    /**
     * The counters of the process.
     *
     * @param vmCap VMs alive at once, as configured
     * @param vmCount alive now
     * @param vmTotal ever made
     * @param evalTotal evals that ran a script
     * @param killTotal of these, stopped by a limit or an interrupt
     * @param memoryBytes held from the system for VMs, results, tables in memory and the cache
     * @param memoryPeakBytes highest value of {@code memoryBytes}
     * @param memoryQuotaBytes as configured, or {@link Limit#UNLIMITED}
     * @param blockCount results and buffers of the library not yet freed
     * @param httpCap HTTP requests under way at once, as configured
     * @param webSocketCap WebSocket connections, as configured
     * @param cacheBytes all that the cache may hold
     * @param cacheCompressBytes values from this size on are kept compressed
     * @param cacheHeldBytes of {@code memoryBytes}, what the cache holds
     */
    public record Statistics(
        long vmCap,
        long vmCount,
        long vmTotal,
        long evalTotal,
        long killTotal,
        long memoryBytes,
        long memoryPeakBytes,
        long memoryQuotaBytes,
        long blockCount,
        long httpCap,
        long webSocketCap,
        long cacheBytes,
        long cacheCompressBytes,
        long cacheHeldBytes) {}

    /**
     * Sets what this process allows all VMs together. May be called again; nothing alive is taken away but what the
     * cache has over its bound.
     *
     * @param options what is not set in them has its default
     * @throws ArgumentException if a number is outside its range, or a file is not there
     */
    public static void configure(ProcessOptions options) {
        NativeLibrary.require();
        byte[][] message = new byte[1][];
        int status = Native.configure(options.bytes, VmCalls.utf8(options.caFile), message);
        LuaVmException.check(status, message[0]);
    }

    /**
     * The same for the two bounds of VMs; those of services have their defaults.
     *
     * @param vmCap VMs alive at once, 1 to 65,535; 0 for the default, 1,000
     * @param memoryQuota bytes for all VMs as taken from the system; 0 or {@link Limit#UNLIMITED} for no quota
     * @throws ArgumentException if a number is outside its range
     */
    public static void configure(int vmCap, long memoryQuota) {
        NativeLibrary.require();
        if (memoryQuota < 0) {
            throw new IllegalArgumentException("memoryQuota must not be negative, but is " + memoryQuota);
        }
        byte[][] message = new byte[1][];
        Struct config = Struct.of(luavm_config.SIZE_BYTES).put(luavm_config.vm_cap, vmCap)
            .put(luavm_config.memory_quota_bytes, unlimited(memoryQuota));
        LuaVmException.check(Native.configure(config.bytes, new byte[0], message), message[0]);
    }

    /**
     * Reads the counters.
     *
     * @return a moment's figures
     */
    public static Statistics statistics() {
        NativeLibrary.require();
        Struct read = Struct.of(luavm_statistics.SIZE_BYTES);
        LuaVmException.check(Native.statistics(read.bytes), null);
        return new Statistics(
            read.getInt(luavm_statistics.vm_cap), read.getLong(luavm_statistics.vm_count),
            read.getLong(luavm_statistics.vm_total), read.getLong(luavm_statistics.eval_total),
            read.getLong(luavm_statistics.kill_total), read.getLong(luavm_statistics.memory_bytes),
            read.getLong(luavm_statistics.memory_peak_bytes),
            Limit.shown(read.getLong(luavm_statistics.memory_quota_bytes)),
            read.getLong(luavm_statistics.block_count),
            Integer.toUnsignedLong(read.getInt(luavm_statistics.http_cap)),
            Integer.toUnsignedLong(read.getInt(luavm_statistics.ws_cap)),
            Limit.shown(read.getLong(luavm_statistics.cache_bytes)),
            Limit.shown(read.getLong(luavm_statistics.cache_compress_bytes)),
            read.getLong(luavm_statistics.cache_held_bytes));
    }

    /**
     * The version of the loaded library.
     *
     * @return for example "0.1.0"
     */
    public static String version() {
        NativeLibrary.require();
        return Native.version();
    }

    /**
     * For tests: makes requests of the library for memory fail on this thread, to show what a program does when
     * there is none. See {@code luavm_fail_allocations} in luavm.h.
     *
     * @param nth the request that fails, from 1; {@link Limit#UNLIMITED} for none, they are only counted; 0 for none
     *     and no more counting
     * @param onward every later one fails as well
     * @return how many requests there were since the call before
     */
    public static long failAllocations(long nth, boolean onward) {
        NativeLibrary.require();
        long[] requests = new long[1];
        LuaVmException.check(
            Native.failAllocations(
                unlimited(nth), onward ? AbiConstants.LUAVM_FAIL_ONWARD : 0, requests),
            null);
        return requests[0];
    }

    private static long unlimited(long number) {
        return number == Limit.UNLIMITED ? AbiConstants.LUAVM_UNLIMITED : number;
    }
}
