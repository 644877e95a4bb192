package io.luavm;

import io.luavm.AbiLayouts.luavm_memory;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

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
    static final Cleaner CLEANER = Cleaner.create();

    final VmCalls calls;
    private final Cleaner.Cleanable cleanable;
    private final LuaGc gc = new LuaGc(this);

    LuaVm(long number, LuaTemplate template) {
        VmHandle handle = new VmHandle(number);
        calls = new VmCalls(this, handle, template);
        handle.known(calls);
        cleanable = CLEANER.register(this, handle);
        CLEANER.register(calls.table, calls.table.forgetting());
    }

    /**
     * Starts a VM's options.
     *
     * @return profile standard, 16 MiB, 5 s
     */
    public static LuaVmBuilder builder() {
        return new LuaVmBuilder();
    }

    /**
     * Compiles and runs Lua source with fresh globals.
     *
     * @param source Lua text; unpaired surrogates become '?'
     * @return the first value, or null where there is none
     * @throws LuaVmException of the class for what went wrong: the script, a limit, a stop from outside, the caller.
     *     After all but {@link ClosedException} and {@link InternalException} the VM still answers. What a host
     *     function threw is thrown as it is
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
        return calls.finished(calls.eval(source, options, null)).orThrow().value();
    }

    /**
     * Like {@link #eval(String)}, but gives all there is to know.
     *
     * @param source Lua text
     * @return whatever the script did, its failures and those of a limit or stop included
     * @throws LuaVmException for what the script did not do
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
        return calls.eval(source, options, null).told();
    }

    /**
     * Compiles Lua source once, for many calls, which share one environment.
     *
     * @param source Lua text, which sees the arguments of a call as {@code ...}
     * @return to be closed when it is no more needed
     */
    public LuaFunction load(String source) {
        return load(source, EvalOptions.DEFAULT);
    }

    /**
     * Compiles Lua source once, for many calls.
     *
     * @param source Lua text
     * @param options a name; the lasting globals
     * @return as {@link #load(String)}
     */
    public LuaFunction load(String source, EvalOptions options) {
        return calls.load(VmCalls.utf8(source), options);
    }

    /**
     * Calls a global function.
     *
     * @param path "log" or "game.spawn"
     * @param arguments as for {@link LuaFunction#call(Object...)}
     * @return the first value, or null where there is none
     */
    public Object call(String path, Object... arguments) {
        return calls.finished(calls.call(path, arguments, EvalOptions.DEFAULT, null)).orThrow().value();
    }

    /**
     * Reads a global, or a field below one, without metamethods.
     *
     * @param path "limits.cpu.max"; empty for the table of globals
     * @return null where there is none
     */
    public Object get(String path) {
        return get(path, EvalOptions.DEFAULT);
    }

    /**
     * Reads a global, or a field below one.
     *
     * @param path as for {@link #get(String)}
     * @param options how tables come out: {@link EvalOptions#views}
     * @return null where there is none
     */
    public Object get(String path, EvalOptions options) {
        return calls.get(path, options);
    }

    /**
     * Writes a global, or a field below one, for all scripts from now on, those with fresh globals too.
     *
     * @param path "limits.cpu.max"; tables on the way are made
     * @param value any that may go in; null removes
     */
    public void set(String path, Object value) {
        calls.set(path, value, 0);
    }

    /**
     * Writes a global that scripts cannot change, nor any table in it.
     *
     * @param path as for {@link #set}
     * @param value as for {@link #set}
     */
    public void setReadOnly(String path, Object value) {
        calls.set(path, value, AbiConstants.LUAVM_SET_READ_ONLY);
    }

    /**
     * Puts a host function where every script finds it, also after {@link #reset}.
     *
     * @param path "log" or "game.spawn"; modules on the way are made. What is there already is replaced
     * @param function to be called
     */
    public void register(String path, HostFunction function) {
        calls.register(path, function);
    }

    /**
     * Makes objects of a class known: where one of them goes in, scripts get a userdata.
     *
     * @param definition what they may do with it
     */
    public void define(LuaClass<?> definition) {
        calls.objects.define(definition);
    }

    /**
     * Goes on with a run that answered {@link Status#PENDING} or {@link Status#YIELDED}.
     *
     * @param options how values come out, and slices, from here on
     * @return as {@link #run(String)}; its output is what was printed since
     * @throws IllegalStateException if the answer is not there yet
     */
    public LuaResult resume(EvalOptions options) {
        return calls.resume(options, null).told();
    }

    /**
     * Ends a run that answered {@link Status#PENDING} or {@link Status#YIELDED}.
     *
     * @return {@link Status#CANCELLED}
     */
    public LuaResult cancel() {
        return calls.cancel(EvalOptions.DEFAULT).told();
    }

    /**
     * Runs Lua source slice by slice on the executor of this package, a single thread.
     *
     * @param source Lua text
     * @return as {@link #evalAsync(String, EvalOptions)}
     */
    public CompletableFuture<Object> evalAsync(String source) {
        return evalAsync(source, EvalOptions.DEFAULT);
    }

    /**
     * Runs Lua source slice by slice. While a host function's answer is awaited, no thread is held.
     *
     * @param source Lua text
     * @param options of this call alone, with the executor
     * @return the first value, or what {@link #eval(String)} throws; whoever completes it, stops the script
     */
    public CompletableFuture<Object> evalAsync(String source, EvalOptions options) {
        byte[] text = VmCalls.utf8(source);
        return AsyncRun.start(calls, options, (sliced, interruption) -> calls.eval(text, sliced, interruption));
    }

    /**
     * Stops what runs, from any thread: that call answers {@link Status#CANCELLED}, whatever the script does. Nothing
     * happens if nothing runs.
     *
     * <p>{@link Thread#interrupt} does the same, and leaves the thread's interrupt status set. A thread whose status is
     * set already runs no script.
     */
    public void interrupt() {
        check(Native.interrupt(calls.handle.number));
    }

    /** Throws away everything scripts have left; the options stay. */
    public void reset() {
        calls.reset();
    }

    /** {@return the garbage collector of this VM} */
    public LuaGc gc() {
        return gc;
    }

    /** {@return the memory counters of this moment, also while the VM runs} */
    public LuaMemory memory() {
        Struct read = Struct.of(luavm_memory.SIZE_BYTES);
        check(Native.memory(calls.handle.number, read.bytes));
        return LuaMemory.of(read);
    }

    /**
     * Gives all of the VM's memory back. An eval that runs is stopped and answers {@link Status#CLOSED}. Closing again
     * does nothing.
     */
    @Override
    public void close() {
        cleanable.clean();
        calls.table.clear();
    }

    /** {@return true once {@link #close} was called} */
    public boolean isClosed() {
        return calls.handle.closed;
    }

    /** Its number. */
    @Override
    public String toString() {
        return "LuaVm[" + Long.toHexString(calls.handle.number) + (isClosed() ? ", closed]" : "]");
    }

    private void check(int status) {
        LuaVmException.check(status, null);
        Reference.reachabilityFence(this); // not closed by the cleaner meanwhile
    }
}
