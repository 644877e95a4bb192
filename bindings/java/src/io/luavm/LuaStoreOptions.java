package io.luavm;

import io.luavm.AbiLayouts.luavm_store_options;
import java.time.Duration;

/** How a {@link LuaStore} is opened. What is not set is the default. */
public final class LuaStoreOptions {
    final Struct struct = Struct.of(luavm_store_options.SIZE_BYTES);
    String table = "";
    String group = "";

    /** The defaults. */
    public LuaStoreOptions() {}

    /**
     * One of the tables that a file or server holds.
     *
     * @param name letters, digits, '-', '_', '.', ':'; "main" by default
     * @return this
     */
    public LuaStoreOptions table(String name) {
        table = name;
        return this;
    }

    /**
     * Nothing is written; a file that is not there is an error.
     *
     * @return this
     */
    public LuaStoreOptions readOnly() {
        struct.add(luavm_store_options.flags, AbiConstants.LUAVM_STORE_READ_ONLY);
        return this;
    }

    /**
     * An acknowledged write survives a loss of power, not only the end of the process.
     *
     * @return this
     */
    public LuaStoreOptions durable() {
        struct.add(luavm_store_options.flags, AbiConstants.LUAVM_STORE_DURABLE);
        return this;
    }

    /**
     * Sets the number of keys there may be.
     *
     * @param keys or {@link Limit#UNLIMITED}; 1,000,000 by default
     * @return this
     */
    public LuaStoreOptions keyCap(long keys) {
        struct.put(luavm_store_options.key_cap, Limit.amount("keyCap", keys));
        return this;
    }

    /**
     * Sets the bytes that keys and values may have, encoded.
     *
     * @param bytes or {@link Limit#UNLIMITED}; 1 GiB by default
     * @return this
     */
    public LuaStoreOptions byteCap(long bytes) {
        struct.put(luavm_store_options.byte_cap, Limit.amount("byteCap", bytes));
        return this;
    }

    /**
     * Sets the bytes that one value may have, encoded.
     *
     * @param bytes at most 1 GiB; 1 MiB by default
     * @return this
     */
    public LuaStoreOptions valueLimit(long bytes) {
        struct.put(luavm_store_options.value_bytes, Limit.amount("valueLimit", bytes));
        return this;
    }

    /**
     * Sets how long to wait for a lock or an answer.
     *
     * @param time 5 seconds by default
     * @return this
     */
    public LuaStoreOptions timeout(Duration time) {
        struct.put(luavm_store_options.timeout_ms, Limit.milliseconds("timeout", time));
        return this;
    }

    /**
     * Charges a quota group for what the store holds in memory.
     *
     * @param name its name; the process by default
     * @return this
     */
    public LuaStoreOptions group(String name) {
        group = name;
        return this;
    }
}
