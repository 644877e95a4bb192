package io.luavm;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A sandboxed Lua 5.4 VM.
 *
 * <p>Any thread may use a VM, one at a time: a second one gets {@link BusyException} at once. {@link #interrupt},
 * {@link #memory} and {@link #close} may be called at any moment. A VM that is forgotten is closed some time after the
 * garbage collector finds it.
 *
 * <p>Scripts run on the calling thread, which needs 512 KiB of free stack, else {@link UnsupportedException}. Java's
 * threads have 1 MiB by default; where the caller recurses deeply, give the thread more.
 */
public final class LuaVm implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Handle handle;
    private final Cleaner.Cleanable cleanable;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final LuaGc gc = new LuaGc(this);

    /** What outlives a forgotten VM, and so must not refer to it. */
    private static final class Handle implements Runnable {
        final long number;
        volatile boolean closed;

        Handle(long number) {
            this.number = number;
        }

        @Override
        public void run() {
            closed = true;
            Native.free(number);
        }
    }

    LuaVm(long number) {
        handle = new Handle(number);
        cleanable = CLEANER.register(this, handle);
    }

    /**
     * Starts a VM's options.
     *
     * @return all defaults: profile standard, 16 MiB, 5 s
     */
    public static LuaVmBuilder builder() {
        return new LuaVmBuilder();
    }

    /**
     * Compiles and runs Lua source with fresh globals.
     *
     * @param source Lua text; unpaired surrogates become '?'
     * @return the first value, or null where there is none
     * @throws LuaVmException of the class for what went wrong: the script's ({@link LuaSyntaxException},
     *     {@link LuaRuntimeException}, {@link SandboxException}), a limit's ({@link MemoryLimitException},
     *     {@link LuaTimeoutException}, {@link FuelException}, {@link OutputLimitException}, {@link QuotaException}), a
     *     stop from outside ({@link CancelledException}, {@link ClosedException}), the caller's
     *     ({@link ArgumentException}, {@link BusyException}, {@link UnsupportedException}). After all but
     *     ClosedException and {@link InternalException} the VM still answers
     */
    public Object eval(String source) {
        return eval(source, EvalOptions.DEFAULT);
    }

    /**
     * Compiles and runs Lua source.
     *
     * @param source Lua text; unpaired surrogates become '?'
     * @param options of this call alone
     * @return as {@link #eval(String)} does
     */
    public Object eval(String source, EvalOptions options) {
        return eval(source.getBytes(StandardCharsets.UTF_8), options);
    }

    /**
     * Compiles and runs Lua source.
     *
     * @param source Lua text, any bytes
     * @param options of this call alone
     * @return as {@link #eval(String)} does
     */
    public Object eval(byte[] source, EvalOptions options) {
        return call(source, options).orThrow().value();
    }

    /**
     * Like {@link #eval(String)}, but gives all there is to know.
     *
     * @param source Lua text
     * @return whatever the script did, its failures and those of a limit or stop included
     * @throws LuaVmException for what the script did not do: {@link ArgumentException}, {@link BusyException},
     *     {@link ClosedException} for a VM closed before, {@link UnsupportedException}, {@link InternalException}
     */
    public LuaResult run(String source) {
        return run(source, EvalOptions.DEFAULT);
    }

    /**
     * Like {@link #eval(String, EvalOptions)}, but gives all there is to know.
     *
     * @param source Lua text
     * @param options of this call alone
     * @return as {@link #run(String)} does
     */
    public LuaResult run(String source, EvalOptions options) {
        return run(source.getBytes(StandardCharsets.UTF_8), options);
    }

    /**
     * Like {@link #eval(byte[], EvalOptions)}, but gives all there is to know.
     *
     * @param source Lua text, any bytes
     * @param options of this call alone
     * @return as {@link #run(String)} does
     */
    public LuaResult run(byte[] source, EvalOptions options) {
        LuaResult result = call(source, options);
        return switch (result.status()) {
            case ARGUMENT, BUSY, HANDLE, FORKED, UNSUPPORTED, INTERNAL -> result.orThrow();
            default -> result;
        };
    }

    /**
     * Stops what runs, from any thread: that call answers {@link Status#CANCELLED}, whatever the script does. Nothing
     * happens if nothing runs.
     *
     * <p>{@link Thread#interrupt} of the running thread does the same, and leaves the thread's interrupt status set. A
     * thread whose status is set already runs no script.
     */
    public void interrupt() {
        check(Native.interrupt(handle.number));
    }

    /** Throws away everything scripts have left; the options stay. */
    public void reset() {
        enter();
        try {
            check(Native.reset(handle.number));
        } finally {
            leave();
        }
    }

    /**
     * The garbage collector.
     *
     * @return of this VM
     */
    public LuaGc gc() {
        return gc;
    }

    /**
     * Reads the memory counters, also while the VM runs.
     *
     * @return a moment's figures
     */
    public LuaMemory memory() {
        long[] read = new long[7];
        check(Native.memory(handle.number, read));
        return new LuaMemory(
            read[0], read[1], Limit.shown(read[2]), Limit.shown(read[3]), read[4], read[5], read[6]);
    }

    /**
     * Gives all of the VM's memory back. An eval that runs is stopped and answers {@link Status#CLOSED}. Closing again
     * does nothing.
     */
    @Override
    public void close() {
        cleanable.clean();
    }

    /**
     * Whether this VM was closed.
     *
     * @return true once {@link #close} was called
     */
    public boolean isClosed() {
        return handle.closed;
    }

    /** "LuaVm" with the number of the VM. */
    @Override
    public String toString() {
        return "LuaVm[" + Long.toHexString(handle.number) + (isClosed() ? ", closed]" : "]");
    }

    long gc(int operation, long argument) {
        long[] figure = new long[1];
        enter();
        try {
            check(Native.gc(handle.number, operation, argument, figure));
        } finally {
            leave();
        }
        return figure[0];
    }

    private LuaResult call(byte[] source, EvalOptions options) {
        enter();
        try {
            if (Thread.currentThread().isInterrupted()) {
                return LuaResult.failed(Status.CANCELLED);
            }
            Interruption interruption = Interruption.begin(handle.number);
            byte[] answer;
            try {
                answer = Native.eval(handle.number, source, options.chunkName, options.numbers);
            } finally {
                interruption.finish();
            }
            return ResultReader.read(answer);
        } finally {
            leave();
        }
    }

    /**
     * The library says "busy" as well, but too late: a thread that only gets there may be interrupted on its way, and
     * would stop the script of another.
     */
    private void enter() {
        if (!busy.compareAndSet(false, true)) {
            throw LuaVmException.of(Status.BUSY, LuaVmException.general(Status.BUSY));
        }
    }

    /** Also keeps the cleaner from closing a VM that is used for the last time. */
    private void leave() {
        busy.set(false);
        Reference.reachabilityFence(this);
    }

    private void check(int status) {
        LuaVmException.check(status, null);
        Reference.reachabilityFence(this);
    }
}
