package io.luavm;

import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The calls of a VM into the library: one thread at a time, stopped by its interrupts, with values in and out. */
final class VmCalls {
    final LuaVm vm;
    final VmHandle handle;
    final HostTable table = HostTable.create();
    final HostObjects objects;

    /** Of the template, or null. */
    private final HostTable shared;

    private final AtomicReference<Thread> user = new AtomicReference<>();
    private final Map<String, LuaFunction> chunks = new HashMap<>();

    /** This and what follows belong to the thread that uses the VM, but for looking at what runs. */
    private int depth;

    private volatile Interruption running;
    private CompletionStage<?> pending;

    /** What the last host function returned: references in it are wanted until the library has read them. */
    private Object answered;

    VmCalls(LuaVm vm, VmHandle handle, LuaTemplate template) {
        this.vm = vm;
        this.handle = handle;
        shared = template == null ? null : template.table;
        objects = new HostObjects(this, template);
        LostInterrupts.watch(this);
    }

    /** For {@link LostInterrupts}: the running script is told of an interrupt that its thread has had. */
    void hearInterrupt() {
        Interruption now = running;
        if (now != null) {
            now.hearAgain();
        }
    }

    /**
     * The library says "busy" as well, but too late: a thread that only gets there may be interrupted on its way, and
     * would stop the script of another. A host function uses its VM on the same thread.
     */
    private void enter() {
        if (user.get() != Thread.currentThread() && !user.compareAndSet(null, Thread.currentThread())) {
            throw LuaVmException.of(Status.BUSY, LuaVmException.general(Status.BUSY));
        }
        depth++;
    }

    /** Also keeps the cleaner from closing a VM that is used for the last time. */
    private void leave() {
        if (--depth == 0) {
            answered = null;
            user.set(null);
        }
        Reference.reachabilityFence(vm);
    }

    /** What runs no script. */
    <T> T plain(Supplier<T> call) {
        enter();
        try {
            return call.get();
        } finally {
            leave();
        }
    }

    /** What may run a script, but not on a thread that is interrupted. */
    private LuaResult run(Interruption given, Supplier<byte[]> call) {
        return user.get() != Thread.currentThread() && Thread.currentThread().isInterrupted()
            ? plain(() -> LuaResult.failed(Status.CANCELLED))
            : stoppable(given, call);
    }

    /** given: to stop it by, or null for one of its own. */
    private LuaResult stoppable(Interruption given, Supplier<byte[]> call) {
        enter();
        try {
            if (depth > 1) {
                return read(call.get()); // the outermost call is stopped
            }
            running = given != null ? given : new Interruption(handle.number);
            byte[] answer;
            try {
                if (!running.listen()) {
                    throw new CancellationException("stopped before it began");
                }
                answer = call.get();
            } finally {
                running.finish();
                running = null;
            }
            return read(answer);
        } finally {
            leave();
        }
    }

    private LuaResult read(byte[] answer) {
        CompletionStage<?> left = pending;
        LuaResult result = ResultReader.read(this, answer, left);
        switch (result.status()) {
            case BUSY, ARGUMENT, FORKED, UNSUPPORTED -> { } // what waits goes on waiting
            default -> {
                if (depth == 1 && result.status() != Status.PENDING) {
                    pending = null;
                }
            }
        }
        return result;
    }

    LuaResult eval(byte[] source, EvalOptions options, Interruption given) {
        return run(given, () -> Native.eval(handle.number, source, options.chunkName, options.bytes));
    }

    LuaFunction load(byte[] source, EvalOptions options) {
        long[] function = new long[1];
        return plain(() -> {
            read(Native.load(handle.number, source, options.chunkName, options.bytes, function)).orThrow();
            return new LuaFunction(vm, function[0], null);
        });
    }

    /** function: a LuaFunction, or the path of a global. */
    LuaResult call(Object function, Object[] arguments, EvalOptions options, Interruption given) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = function;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        LuaResult result = run(given, () ->
            Native.call(handle.number, ValueWriter.write(this, Status.OK, VmCalls::argument, all), options.bytes));
        Reference.reachabilityFence(all);
        return result;
    }

    /** Goes on with a run that waits, with the answer if it waits for one. An interrupted thread ends it. */
    LuaResult resume(EvalOptions options, Interruption given) {
        byte[] rest = options.resuming().bytes;
        return stoppable(given, () -> Native.resume(handle.number, answer(), rest));
    }

    private byte[] answer() {
        CompletableFuture<?> stage = pending == null ? null : pending.toCompletableFuture();
        if (stage != null && !stage.isDone()) {
            if (handle.closed) {
                return HostCall.CANCELLED;
            }
            throw new IllegalStateException("the answer that the run waits for is not there yet");
        }
        try {
            Object[] values = stage == null ? new Object[0] : HostCall.several(HostCall.valueOf(stage));
            return ValueWriter.write(this, Status.OK, HostCall.RESULT, values);
        } catch (Throwable failure) {
            return HostCall.raise(this, failure);
        }
    }

    /** Ends a run that waits. */
    LuaResult cancel(EvalOptions options) {
        byte[] none = ValueWriter.write(this, Status.CANCELLED, HostCall.RESULT);
        return plain(() -> read(Native.resume(handle.number, none, options.resuming().bytes)));
    }

    Object get(String path, EvalOptions options) {
        return plain(() -> read(Native.get(handle.number, utf8(path), options.bytes))).orThrow().value();
    }

    void set(String path, Object value, int flags) {
        plain(() -> read(Native.set(
            handle.number, utf8(path), ValueWriter.write(this, Status.OK, i -> path, value), flags))).orThrow();
        Reference.reachabilityFence(value);
    }

    LuaResult index(LuaTableView view, Object key) {
        LuaResult result = run(null, () -> Native.index(
            handle.number, view.number(), ValueWriter.write(this, Status.OK, i -> "key", key),
            EvalOptions.VIEWS.bytes));
        Reference.reachabilityFence(view);
        Reference.reachabilityFence(key);
        return result;
    }

    LuaResult assign(LuaTableView view, Object key, Object value) {
        LuaResult result = run(null, () -> Native.assign(
            handle.number, view.number(), ValueWriter.write(this, Status.OK, i -> i == 0 ? "key" : "value", key, value),
            EvalOptions.DEFAULT.bytes));
        Reference.reachabilityFence(view);
        Reference.reachabilityFence(key);
        Reference.reachabilityFence(value);
        return result;
    }

    long keep(LuaReference reference) {
        long[] kept = new long[1];
        byte[][] message = new byte[1][];
        int status = plain(() ->
            Native.keep(handle.number, ValueWriter.write(this, Status.OK, i -> "value", reference), kept, message));
        Reference.reachabilityFence(reference);
        LuaVmException.check(status, message[0]);
        return kept[0];
    }

    /** Chunks of this package's own, compiled once. */
    LuaFunction chunk(String source) {
        return plain(() -> {
            LuaFunction found = chunks.get(source);
            if (found == null) {
                found = load(utf8(source), EvalOptions.DEFAULT);
                chunks.put(source, found);
            }
            return found;
        });
    }

    void register(String path, HostFunction function) {
        plain(() -> {
            long number = table.add(HostCall.binding(path, function));
            byte[][] message = new byte[1][];
            int status = Native.register(handle.number, utf8(path), HostCall.flags(function), number, message);
            checkOwned(status, message[0], number);
            return null;
        });
    }

    /** A reference to a new host function. */
    long function(HostFunction function) {
        long number = table.add(HostCall.binding("function", function));
        long[] reference = new long[1];
        byte[][] message = new byte[1][];
        int status = Native.function(
            handle.number, utf8("function"), HostCall.flags(function), number, reference, message);
        checkOwned(status, message[0], number);
        return reference[0];
    }

    /** Only what the library took is the library's to release. */
    void checkOwned(int status, byte[] message, long number) {
        if (status != AbiConstants.LUAVM_OK) {
            table.remove(number);
        }
        LuaVmException.check(status, message);
    }

    void reset() {
        LuaVmException.check(plain(() -> {
            int status = Native.reset(handle.number);
            if (status != AbiConstants.LUAVM_BUSY) {
                pending = null;
                chunks.clear();
                objects.forgetClasses();
            }
            return status;
        }), null);
    }

    /** What stands behind a number of the library. */
    Object entry(long number) {
        if (table.owns(number)) {
            return table.get(number);
        }
        return shared != null && shared.owns(number) ? shared.get(number) : null;
    }

    Object object(long number) {
        return HostObjects.object(entry(number));
    }

    /** A host function ends: what it did with channels must not make this thread deaf to interrupts. */
    void returned(CompletionStage<?> left, Object value) {
        pending = left;
        answered = value;
        if (running != null) {
            running.listen();
        }
    }

    /** For those who want all of it at once. */
    LuaResult finished(LuaResult result) {
        if (!result.status().unfinished()) {
            return result;
        }
        cancel(EvalOptions.DEFAULT);
        throw new IllegalStateException(result.status() == Status.PENDING
            ? "a host function answers later: use evalAsync or callAsync, or run and resume"
            : "the slice ended before the script: use evalAsync or callAsync, or run and resume");
    }

    private static String argument(int place) {
        return place == 0 ? "function" : "argument " + place;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
