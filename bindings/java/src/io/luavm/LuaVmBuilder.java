package io.luavm;

import java.time.Duration;

/** What a VM is made with. A limit that is not set is the preset's. */
public final class LuaVmBuilder {
    private static final int FLAGS = 0;
    private static final int PROFILE = 1;
    private static final int PRESET = 2;
    private static final int MEMORY = 3;
    private static final int MEMORY_SOFT = 4;
    private static final int FUEL = 5;
    private static final int WALL = 6;
    private static final int OUTPUT = 7;
    private static final int RESULT = 8;

    private final long[] options = new long[9];

    LuaVmBuilder() {}

    private LuaVmBuilder set(int place, long number) {
        options[place] = number;
        return this;
    }

    /**
     * Sets the limit on all that the VM causes: Lua's heap, output, results in the making.
     *
     * @param bytes at least 65,536, or {@link Limit#UNLIMITED}
     * @return this
     */
    public LuaVmBuilder memoryLimit(long bytes) {
        return set(MEMORY, Limit.amount("memoryLimit", bytes));
    }

    /**
     * Sets from where on the collector works harder.
     *
     * @param bytes not above the memory limit; 3/4 of that by default
     * @return this
     */
    public LuaVmBuilder softMemoryLimit(long bytes) {
        return set(MEMORY_SOFT, Limit.amount("softMemoryLimit", bytes));
    }

    /**
     * Sets the wall-time limit of each eval.
     *
     * @param timeout more than zero, rounded up to milliseconds; or {@link Limit#FOREVER}
     * @return this
     */
    public LuaVmBuilder timeout(Duration timeout) {
        return set(WALL, Limit.milliseconds("timeout", timeout));
    }

    /**
     * Sets the fuel of each eval: a branch, a loop turn or a call is one unit, and the same script spends the same.
     *
     * @param units at least 1, or {@link Limit#UNLIMITED}
     * @return this
     */
    public LuaVmBuilder fuel(long units) {
        return set(FUEL, Limit.amount("fuel", units));
    }

    /**
     * Sets how much print may write in each eval.
     *
     * @param bytes at least 1, or {@link Limit#UNLIMITED}
     * @return this
     */
    public LuaVmBuilder outputLimit(long bytes) {
        return set(OUTPUT, Limit.amount("outputLimit", bytes));
    }

    /**
     * Sets how large the returned values of each eval may be.
     *
     * @param bytes at least 1, or {@link Limit#UNLIMITED}
     * @return this
     */
    public LuaVmBuilder resultLimit(long bytes) {
        return set(RESULT, Limit.amount("resultLimit", bytes));
    }

    /**
     * Sets what scripts may reach.
     *
     * @param profile standard by default
     * @return this
     */
    public LuaVmBuilder profile(Profile profile) {
        return set(PROFILE, profile.number);
    }

    /**
     * Sets the limits that are not set one by one.
     *
     * @param preset the default one by default
     * @return this
     */
    public LuaVmBuilder preset(Preset preset) {
        return set(PRESET, preset.number);
    }

    /**
     * Makes running out of memory an error that pcall may catch, as in plain Lua. Without it, the script is stopped.
     *
     * @return this
     */
    public LuaVmBuilder catchableMemoryErrors() {
        return set(FLAGS, options[FLAGS] | Native.VM_MEMORY_CATCHABLE);
    }

    /**
     * Makes a VM; a builder makes any number.
     *
     * @return to be closed
     * @throws LuaVmException {@link ArgumentException}; {@link QuotaException} at the process's VM cap or memory
     *     quota; {@link MemoryLimitException} when the system has none; {@link UnsupportedException}
     * @throws UnsatisfiedLinkError if the native library is missing or not for this platform
     */
    public LuaVm build() {
        NativeLibrary.require();
        long[] number = new long[1];
        byte[][] message = new byte[1][];
        LuaVmException.check(Native.open(options, number, message), message[0]);
        try {
            return new LuaVm(number[0]);
        } catch (Throwable outOfMemory) { // nobody else knows of this VM
            Native.free(number[0]);
            throw outOfMemory;
        }
    }
}
