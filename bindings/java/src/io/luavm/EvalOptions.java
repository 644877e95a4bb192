package io.luavm;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What one eval has of its own. Each method gives changed options and leaves these as they are:
 *
 * <pre>{@code
 * vm.eval(source, EvalOptions.named("rules.lua").timeout(Duration.ofMillis(50)));
 * }</pre>
 *
 * <p>A limit that is not set is the VM's; one that is set may be more or less than that.
 */
public final class EvalOptions {
    private static final int FLAGS = 0;
    private static final int FUEL = 1;
    private static final int WALL = 2;
    private static final int OUTPUT = 3;
    private static final int RESULT = 4;

    /** Nothing of its own. */
    public static final EvalOptions DEFAULT = new EvalOptions(new byte[0], new long[5]);

    /** These two are never changed once made. */
    final byte[] chunkName;

    final long[] numbers;

    private EvalOptions(byte[] chunkName, long[] numbers) {
        this.chunkName = chunkName;
        this.numbers = numbers;
    }

    private EvalOptions with(int place, long number) {
        long[] changed = numbers.clone();
        changed[place] = number;
        return new EvalOptions(chunkName, changed);
    }

    /**
     * Options with a name for the chunk.
     *
     * @param name what messages call it, at most 4,096 bytes in UTF-8; empty for "script"
     * @return options with all else as the VM has it
     */
    public static EvalOptions named(String name) {
        return DEFAULT.name(name);
    }

    /**
     * Sets what messages call the chunk.
     *
     * @param name at most 4,096 bytes in UTF-8; empty for "script"
     * @return changed options
     */
    public EvalOptions name(String name) {
        return new EvalOptions(name.getBytes(StandardCharsets.UTF_8), numbers);
    }

    /**
     * Sets the wall-time limit.
     *
     * @param timeout more than zero, rounded up to milliseconds; or {@link Limit#FOREVER}
     * @return changed options
     */
    public EvalOptions timeout(Duration timeout) {
        return with(WALL, Limit.milliseconds("timeout", timeout));
    }

    /**
     * Sets the fuel.
     *
     * @param units at least 1, or {@link Limit#UNLIMITED}
     * @return changed options
     */
    public EvalOptions fuel(long units) {
        return with(FUEL, Limit.amount("fuel", units));
    }

    /**
     * Sets how much print may write.
     *
     * @param bytes at least 1, or {@link Limit#UNLIMITED}
     * @return changed options
     */
    public EvalOptions outputLimit(long bytes) {
        return with(OUTPUT, Limit.amount("outputLimit", bytes));
    }

    /**
     * Sets how large the returned values may be.
     *
     * @param bytes at least 1, or {@link Limit#UNLIMITED}
     * @return changed options
     */
    public EvalOptions resultLimit(long bytes) {
        return with(RESULT, Limit.amount("resultLimit", bytes));
    }

    /**
     * Uses the VM's lasting globals instead of fresh ones.
     *
     * @return changed options
     */
    public EvalOptions keepGlobals() {
        return with(FLAGS, numbers[FLAGS] | Native.EVAL_KEEP_ENVIRONMENT);
    }
}
