package io.luavm;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What VMs are allowed: limits, libraries, hosts and stores, from one JSON document. See {@link LuaVmBuilder#policy}. Any
 * thread may use it. VMs made with it stay as they are when it is closed.
 */
public final class LuaPolicy implements AutoCloseable {
    private final long number;
    private final Cleaner.Cleanable cleanable;

    /** Closes a policy; must not refer to it. */
    private record Close(long number) implements Runnable {
        @Override
        public void run() {
            Native.policyFree(number);
        }
    }

    /**
     * Reads a document.
     *
     * @param json at most 1 MiB as UTF-8
     * @throws LuaSyntaxException no JSON, an unknown key, a value out of range; with its line and column
     */
    public LuaPolicy(String json) {
        this(json, "policy");
    }

    /**
     * Reads a document.
     *
     * @param json as for {@link #LuaPolicy(String)}
     * @param name what messages call it, "web.json"
     */
    public LuaPolicy(String json, String name) {
        this(json.getBytes(StandardCharsets.UTF_8), name, "");
    }

    private LuaPolicy(byte[] json, String name, String folder) {
        NativeLibrary.require();
        long[] made = new long[1];
        byte[][] message = new byte[1][];
        LuaVmException.check(
            Native.policyNew(json, VmCalls.utf8(name), VmCalls.utf8(folder), made, message), message[0]);
        number = made[0];
        cleanable = LuaVm.CLEANER.register(this, new Close(number));
    }

    /**
     * Reads a file. Relative paths in it start from its folder.
     *
     * @param path of a document
     * @return to be closed
     * @throws IOException if the file cannot be read
     */
    public static LuaPolicy of(Path path) throws IOException {
        Path whole = path.toAbsolutePath();
        return new LuaPolicy(
            Files.readAllBytes(whole), whole.getFileName().toString(), whole.getParent().toString());
    }

    /**
     * A document to begin with.
     *
     * @param name "locked", "standard", "web", "embedded", "production", "development"; or "schema", the JSON Schema of
     *     all of them
     * @return JSON
     * @throws ArgumentException if there is none of that name
     */
    public static String show(String name) {
        NativeLibrary.require();
        byte[][] json = new byte[1][];
        int status = Native.policyShow(VmCalls.utf8(name), json);
        if (status == AbiConstants.LUAVM_ARGUMENT) {
            throw LuaVmException.of(Status.ARGUMENT, "there is no preset of a policy called \"" + name + "\"");
        }
        LuaVmException.check(status, null);
        return new String(json[0], StandardCharsets.UTF_8);
    }

    /**
     * Gives scripts a store that is open, as {@code store.open(name)}, in place of one that the document names: in VMs made
     * from then on. The policy and they keep it open.
     *
     * @param name 1 to 128 bytes
     * @param store may be closed afterwards
     * @return this
     */
    public LuaPolicy store(String name, LuaStore store) {
        byte[][] message = new byte[1][];
        int status = Native.policyStore(number, VmCalls.utf8(name), store.number(), message);
        Reference.reachabilityFence(store);
        Reference.reachabilityFence(this);
        LuaVmException.check(status, message[0]);
        return this;
    }

    long number() {
        return number;
    }

    /** Ends the policy. Closing again does nothing. */
    @Override
    public void close() {
        cleanable.clean();
    }
}
