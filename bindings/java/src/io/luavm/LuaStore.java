package io.luavm;

import io.luavm.AbiLayouts.luavm_store_statistics;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A persistent table: keys and values that lie outside of VMs and outlive them. Scripts reach it where their policy was given
 * it: {@link LuaPolicy#store}. Keys are strings, numbers and booleans; values also collections and maps of them. Any thread
 * may use it.
 */
public final class LuaStore implements AutoCloseable {
    private static final Object[] NONE = {};

    private final long number;
    private final Cleaner.Cleanable cleanable;

    /** Closes a store; must not refer to it. */
    private record Close(long number) implements Runnable {
        @Override
        public void run() {
            Native.storeFree(number);
        }
    }

    /**
     * Opens a store.
     *
     * @param url as for {@link #LuaStore(String, LuaStoreOptions)}
     */
    public LuaStore(String url) {
        this(url, new LuaStoreOptions());
    }

    /**
     * Opens a store.
     *
     * @param url "memory:"; "sqlite:PATH", a file that is made if it is not there;
     *     "redis://[user:password@]host[:port][/database]", "rediss://..."
     * @param options how
     * @throws ArgumentException if there is no such URL or table
     */
    public LuaStore(String url, LuaStoreOptions options) {
        NativeLibrary.require();
        long[] made = new long[1];
        byte[][] message = new byte[1][];
        int status = Native.storeOpen(options.struct.bytes, VmCalls.utf8(url), VmCalls.utf8(options.table),
            VmCalls.utf8(options.group), made, message);
        LuaVmException.check(status, message[0]);
        number = made[0];
        cleanable = LuaVm.CLEANER.register(this, new Close(number));
    }

    /**
     * Reads a value.
     *
     * @param key a string, a number or a boolean; 1.0 and 1 are one key
     * @return as from {@link LuaVm#eval}; null if there is none
     */
    public Object get(Object key) {
        return value(Native.storeGet(number, one(key)));
    }

    /**
     * Puts an entry, in place of what is there.
     *
     * @param key a string, a number or a boolean
     * @param value plain data; null deletes
     */
    public void put(Object key, Object value) {
        write(0, key, value);
    }

    /**
     * Puts an entry that goes.
     *
     * @param key a string, a number or a boolean
     * @param value plain data; null deletes
     * @param ttl how long it stays
     */
    public void put(Object key, Object value, Duration ttl) {
        write(Limit.milliseconds("ttl", ttl), key, value);
    }

    /**
     * Puts all entries, or none of them.
     *
     * @param entries at most 1,000,000
     */
    public void putAll(Map<?, ?> entries) {
        List<Object> all = new ArrayList<>(2 * entries.size());
        entries.forEach((key, value) -> {
            all.add(key);
            all.add(value);
        });
        write(0, all.toArray());
    }

    /**
     * Deletes a key.
     *
     * @param key a string, a number or a boolean
     * @return whether it was there
     */
    public boolean delete(Object key) {
        long[] existed = new long[1];
        byte[][] message = new byte[1][];
        check(Native.storeDelete(number, one(key), existed, message), message);
        return existed[0] != 0;
    }

    /**
     * Entries in the order of their keys: booleans, numbers, strings.
     *
     * @param after the key behind which to begin; null: at the first one
     * @param count at most so many, from 1 to 100,000; there may be fewer where they are large
     * @return none at the end
     */
    public List<Map.Entry<Object, Object>> list(Object after, int count) {
        byte[] behind = after == null ? written(NONE) : one(after);
        Object found = value(Native.storeList(number, behind, count));
        List<Map.Entry<Object, Object>> entries = new ArrayList<>();
        if (found instanceof LuaList list) {
            for (Object each : list) {
                LuaList entry = (LuaList) each;
                entries.add(Map.entry(entry.get(0), entry.get(1)));
            }
        }
        return entries;
    }

    /**
     * All entries as one document of JSON Lines, of one moment where the store can.
     *
     * @return for {@link #importAll}
     */
    public byte[] export() {
        byte[][] document = new byte[1][];
        byte[][] message = new byte[1][];
        check(Native.storeExport(number, document, message), message);
        return document[0];
    }

    /**
     * Writes what {@link #export} has written, all or nothing, over what is there.
     *
     * @param document read before anything is written
     * @return how many entries it has
     * @throws LuaSyntaxException if it is none, with the line
     */
    public long importAll(byte[] document) {
        long[] count = new long[1];
        byte[][] message = new byte[1][];
        check(Native.storeImport(number, document, count, message), message);
        return count[0];
    }

    /**
     * Reads the counters.
     *
     * @return those of now
     */
    public LuaStoreStatistics statistics() {
        Struct read = Struct.of(luavm_store_statistics.SIZE_BYTES);
        byte[][] message = new byte[1][];
        check(Native.storeStatistics(number, read.bytes, message), message);
        return new LuaStoreStatistics(
            Limit.shown(read.getLong(luavm_store_statistics.key_count)),
            Limit.shown(read.getLong(luavm_store_statistics.byte_count)),
            Limit.shown(read.getLong(luavm_store_statistics.key_cap)),
            Limit.shown(read.getLong(luavm_store_statistics.byte_cap)));
    }

    long number() {
        return number;
    }

    /** Gives the store up; policies and VMs that have it keep it open. Closing again does nothing. */
    @Override
    public void close() {
        cleanable.clean();
    }

    private void write(long ttl, Object... keysAndValues) {
        byte[][] message = new byte[1][];
        long stays = ttl == AbiConstants.LUAVM_UNLIMITED ? 0 : ttl;
        check(Native.storePut(number, written(keysAndValues), stays, message), message);
    }

    private static byte[] one(Object key) {
        return written(new Object[] {key});
    }

    private static byte[] written(Object... values) {
        return ValueWriter.write(null, Status.OK, place -> "value " + (place + 1), values);
    }

    private Object value(byte[] answer) {
        LuaResult result = ResultReader.read(null, answer, null);
        Reference.reachabilityFence(this);
        return result.orThrow().value();
    }

    private void check(int status, byte[][] message) {
        Reference.reachabilityFence(this);
        LuaVmException.check(status, message[0]);
    }
}
