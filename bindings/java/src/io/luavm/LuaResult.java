package io.luavm;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What came of a run: values, printed output, what was spent, and the failure, if any. It outlives its VM. */
public final class LuaResult {
    private final Status status;
    private final LuaList values;
    private final byte[] output;
    private final Usage usage;
    private final LuaVmException error;
    private final CompletionStage<?> pending;

    LuaResult(
        Status status, LuaList values, byte[] output, Usage usage, LuaVmException error, CompletionStage<?> pending) {
        this.status = status;
        this.values = values;
        this.output = output;
        this.usage = usage;
        this.error = error;
        this.pending = pending;
    }

    /** A run that never began. */
    static LuaResult failed(Status status) {
        LuaVmException error = LuaVmException.of(status, LuaVmException.general(status));
        return new LuaResult(status, new LuaList(new Object[0]), new byte[0], Usage.NONE, error, null);
    }

    /**
     * How the script ended.
     *
     * @return {@link Status#OK} or why not
     */
    public Status status() {
        return status;
    }

    /**
     * Whether the script ended, and well.
     *
     * @return true for {@link Status#OK}
     */
    public boolean ok() {
        return status == Status.OK;
    }

    /**
     * All values the script returned, as the package description says.
     *
     * @return unmodifiable, may hold null; empty after a failure
     */
    public List<Object> values() {
        return values;
    }

    /**
     * The first value, as Lua takes it where one is wanted.
     *
     * @return null where there is none
     */
    public Object value() {
        return values.isEmpty() ? null : values.get(0);
    }

    /**
     * The bytes of a string, valid UTF-8 or not.
     *
     * @param index place in {@link #values}, from 0
     * @return a copy of the bytes
     * @throws ClassCastException if that value is no string
     * @throws IndexOutOfBoundsException if there is no such value
     */
    public byte[] bytes(int index) {
        return Utf8.encode(values.get(index));
    }

    /**
     * What print wrote, also after a failure.
     *
     * @return text, with U+FFFD for what is not UTF-8
     */
    public String output() {
        return new String(output, StandardCharsets.UTF_8);
    }

    /**
     * What print wrote, also after a failure.
     *
     * @return a copy of the bytes
     */
    public byte[] outputBytes() {
        return output.clone();
    }

    /**
     * What was spent, also after a failure.
     *
     * @return the figures of this run
     */
    public Usage usage() {
        return usage;
    }

    /**
     * The failure; an exception of a host function is its cause.
     *
     * @return empty where the script ended well
     */
    public Optional<LuaVmException> error() {
        return Optional.ofNullable(error);
    }

    /**
     * What {@link #orThrow} throws: the failure; or the very exception that a host function threw, where no script
     * caught it.
     *
     * @return empty where the script ended well, or has not ended
     */
    public Optional<Throwable> thrown() {
        return Optional.ofNullable(error != null && error.getCause() != null ? error.getCause() : error);
    }

    /**
     * What the run waits for, with {@link Status#PENDING}: the answer of a host function.
     *
     * @return empty where it waits for none
     */
    public Optional<CompletionStage<?>> pending() {
        return Optional.ofNullable(pending);
    }

    /**
     * Throws the failure, if there is one; an exception of a host function as it is, checked ones too.
     *
     * @return this
     */
    public LuaResult orThrow() {
        thrown().ifPresent(LuaResult::sneak);
        return this;
    }

    /** Throws what is no script's doing. */
    LuaResult told() {
        return switch (status) {
            case ARGUMENT, BUSY, HANDLE, FORKED, UNSUPPORTED, INTERNAL -> orThrow();
            default -> this;
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
