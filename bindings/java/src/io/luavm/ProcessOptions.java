package io.luavm;

import static io.luavm.AbiLayouts.luavm_config.SIZE_BYTES;
import static io.luavm.AbiLayouts.luavm_config.cache_bytes;
import static io.luavm.AbiLayouts.luavm_config.cache_compress_bytes;
import static io.luavm.AbiLayouts.luavm_config.http_cap;
import static io.luavm.AbiLayouts.luavm_config.memory_quota_bytes;
import static io.luavm.AbiLayouts.luavm_config.vm_cap;
import static io.luavm.AbiLayouts.luavm_config.ws_cap;

/**
 * What a process allows all its VMs together: see {@link LuaVmProcess#configure(ProcessOptions)}. Each method gives changed
 * options and leaves these as they are; what is not set has its default.
 */
public final class ProcessOptions {
    /** Every default. */
    public static final ProcessOptions DEFAULT = new ProcessOptions(Struct.of(SIZE_BYTES), "");

    final byte[] bytes;
    final String caFile;
    private final Struct struct;

    private ProcessOptions(Struct struct, String caFile) {
        this.struct = struct;
        this.caFile = caFile;
        bytes = struct.bytes;
    }

    /**
     * Caps the VMs alive at once; 1,000 if not set.
     *
     * @param vms at most 65,535
     * @return changed options
     */
    public ProcessOptions vmCap(int vms) {
        return with(vm_cap, cap("vms", vms));
    }

    /**
     * Bounds what is taken from the system for VMs, results, tables in memory and the cache together; not bounded if not set.
     *
     * @param bytes or {@link Limit#UNLIMITED}
     * @return changed options
     */
    public ProcessOptions memoryQuota(long bytes) {
        return with(memory_quota_bytes, Limit.amount("bytes", bytes));
    }

    /**
     * Caps the HTTP requests under way at once; 100 if not set.
     *
     * @param requests so many
     * @return changed options
     */
    public ProcessOptions httpCap(int requests) {
        return with(http_cap, cap("requests", requests));
    }

    /**
     * Caps the WebSocket connections; 50 if not set.
     *
     * @param connections so many
     * @return changed options
     */
    public ProcessOptions webSocketCap(int connections) {
        return with(ws_cap, cap("connections", connections));
    }

    /**
     * Bounds all that the cache holds; 100 MiB if not set. What it has beyond that goes at once.
     *
     * @param bytes or {@link Limit#UNLIMITED}
     * @return changed options
     */
    public ProcessOptions cacheBytes(long bytes) {
        return with(cache_bytes, Limit.amount("bytes", bytes));
    }

    /**
     * Says from which size on values of the cache are kept compressed; 4,096 if not set.
     *
     * @param bytes or {@link Limit#UNLIMITED}
     * @return changed options
     */
    public ProcessOptions cacheCompressBytes(long bytes) {
        return with(cache_compress_bytes, Limit.amount("bytes", bytes));
    }

    /**
     * Names a PEM file of certificate authorities to trust besides the system's.
     *
     * @param path of the file; "" for none
     * @return changed options
     */
    public ProcessOptions caFile(String path) {
        return new ProcessOptions(struct, path);
    }

    private ProcessOptions with(int field, int number) {
        return new ProcessOptions(struct.copy().put(field, number), caFile);
    }

    private ProcessOptions with(int field, long number) {
        return new ProcessOptions(struct.copy().put(field, number), caFile);
    }

    private static int cap(String what, int cap) {
        return (int) Limit.amount(what, cap);
    }
}
