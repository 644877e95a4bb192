package io.luavm;

import static io.luavm.AbiLayouts.luavm_eval_options.SIZE_BYTES;
import static io.luavm.AbiLayouts.luavm_eval_options.flags;
import static io.luavm.AbiLayouts.luavm_eval_options.fuel;
import static io.luavm.AbiLayouts.luavm_eval_options.output_bytes;
import static io.luavm.AbiLayouts.luavm_eval_options.result_bytes;
import static io.luavm.AbiLayouts.luavm_eval_options.slice_fuel;
import static io.luavm.AbiLayouts.luavm_eval_options.wall_ms;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;

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
    /** Nothing of its own. */
    public static final EvalOptions DEFAULT = new EvalOptions(
        new byte[0], Struct.of(SIZE_BYTES).put(flags, AbiConstants.LUAVM_EVAL_KEEP_FUNCTIONS), null);

    /** For tables that stay where they are. */
    static final EvalOptions VIEWS = DEFAULT.views();

    /** These are never changed once made. */
    final byte[] chunkName;

    final byte[] bytes;

    /** Null: the one of this package. */
    final Executor executor;

    private final Struct struct;

    private EvalOptions(byte[] chunkName, Struct struct, Executor executor) {
        this.chunkName = chunkName;
        this.struct = struct;
        bytes = struct.bytes;
        this.executor = executor;
    }

    private EvalOptions with(int field, long number) {
        return new EvalOptions(chunkName, struct.copy().put(field, number), executor);
    }

    private EvalOptions with(int flag) {
        return new EvalOptions(chunkName, struct.copy().add(flags, flag), executor);
    }

    /** How a run goes on: the same flags and slices, no limits of its own. */
    EvalOptions resuming() {
        Struct rest = Struct.of(SIZE_BYTES).put(flags, struct.getInt(flags) & ~AbiConstants.LUAVM_EVAL_KEEP_ENVIRONMENT);
        return new EvalOptions(new byte[0], rest.put(slice_fuel, struct.getLong(slice_fuel)), executor);
    }

    /** These options, with slices if they have none. */
    EvalOptions sliced(long units) {
        return struct.getLong(slice_fuel) == 0 ? with(slice_fuel, units) : this;
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
        return new EvalOptions(name.getBytes(StandardCharsets.UTF_8), struct, executor);
    }

    /**
     * Sets the wall-time limit.
     *
     * @param timeout more than zero, rounded up to milliseconds; or {@link Limit#FOREVER}
     * @return changed options
     */
    public EvalOptions timeout(Duration timeout) {
        return with(wall_ms, Limit.milliseconds("timeout", timeout));
    }

    /**
     * Sets the fuel.
     *
     * @param units at least 1, or {@link Limit#UNLIMITED}
     * @return changed options
     */
    public EvalOptions fuel(long units) {
        return with(fuel, Limit.amount("fuel", units));
    }

    /**
     * Sets how much print may write.
     *
     * @param bytes at least 1, or {@link Limit#UNLIMITED}
     * @return changed options
     */
    public EvalOptions outputLimit(long bytes) {
        return with(output_bytes, Limit.amount("outputLimit", bytes));
    }

    /**
     * Sets how large the returned values may be.
     *
     * @param bytes at least 1, or {@link Limit#UNLIMITED}
     * @return changed options
     */
    public EvalOptions resultLimit(long bytes) {
        return with(result_bytes, Limit.amount("resultLimit", bytes));
    }

    /**
     * Uses the VM's lasting globals instead of fresh ones.
     *
     * @return changed options
     */
    public EvalOptions keepGlobals() {
        return with(AbiConstants.LUAVM_EVAL_KEEP_ENVIRONMENT);
    }

    /**
     * Gives tables as {@link LuaTableView} instead of as copies.
     *
     * @return changed options
     */
    public EvalOptions views() {
        return with(AbiConstants.LUAVM_EVAL_KEEP_TABLES);
    }

    /**
     * Gives tables as copies whose own tables are {@link LuaTableView}.
     *
     * @return changed options
     */
    public EvalOptions shallow() {
        return with(AbiConstants.LUAVM_EVAL_SHALLOW);
    }

    /**
     * Refuses tables that are in two places, or inside themselves, with a message that names both places.
     *
     * @return changed options
     */
    public EvalOptions refuseShared() {
        return with(AbiConstants.LUAVM_EVAL_REFUSE_SHARED);
    }

    /**
     * Ends each slice of a run after that fuel, with {@link Status#YIELDED}; see {@link LuaVm#resume}.
     *
     * @param units at least 1
     * @return changed options
     */
    public EvalOptions sliceFuel(long units) {
        return with(slice_fuel, Limit.amount("sliceFuel", units));
    }

    /**
     * Sets where evalAsync and callAsync run scripts, slice by slice.
     *
     * @param executor one event loop, or any threads; with 1 MiB of stack at least
     * @return changed options
     */
    public EvalOptions executor(Executor executor) {
        return new EvalOptions(chunkName, struct, Objects.requireNonNull(executor));
    }
}
