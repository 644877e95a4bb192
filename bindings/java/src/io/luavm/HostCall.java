package io.luavm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;

/** Calls of host functions: the way from the library into this program and back. */
final class HostCall {
    /** What results are called in messages. */
    static final IntFunction<String> RESULT = place -> "result " + (place + 1);

    /** What ends a run whose VM is closed meanwhile. */
    static final byte[] CANCELLED = ValueWriter.write(null, Status.CANCELLED, RESULT);

    private HostCall() {}

    static int flags(HostFunction function) {
        return function instanceof HostFunction.WithViews ? AbiConstants.LUAVM_FUNCTION_KEEP_TABLES : 0;
    }

    static Binding binding(String name, HostFunction function) {
        return (vm, arguments) -> function.call(new LuaArguments(vm, name, arguments));
    }

    /** Runs what stands behind a number, and writes its answer. */
    static byte[] answer(VmCalls calls, long number, byte[] data) {
        CallScope scope = new CallScope();
        CompletionStage<?> pending = null;
        Object value = null;
        try {
            ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.nativeOrder());
            Object[] arguments = new ValueReader(calls, scope, in).read();
            if (!(calls.entry(number) instanceof Binding binding)) {
                return CANCELLED; // its VM was closed meanwhile
            }
            value = binding.invoke(calls.vm, arguments);
            if (value instanceof CompletionStage<?> stage) {
                CompletableFuture<?> future = stage.toCompletableFuture();
                if (!future.isDone()) {
                    pending = future;
                    return write(calls, Status.PENDING);
                }
                value = valueOf(future);
            }
            return write(calls, Status.OK, several(value));
        } catch (Throwable failure) {
            return raise(calls, failure);
        } finally {
            scope.end();
            calls.returned(pending, value);
        }
    }

    /** The results that a value stands for. */
    static Object[] several(Object value) {
        return value instanceof LuaValues all ? all.values : new Object[] {value};
    }

    /** What a stage was completed with; throws what it failed with. */
    static Object valueOf(CompletableFuture<?> done) throws Exception {
        try {
            return done.join();
        } catch (CompletionException failure) {
            throw failure.getCause() == null ? failure : sneaked(failure.getCause());
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> Exception sneaked(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** Raises what Java threw: in Lua an object of the class "error", here the same object again. */
    static byte[] raise(VmCalls calls, Throwable failure) {
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return CANCELLED;
        }
        try {
            return write(calls, Status.RUNTIME, raised(failure));
        } catch (LuaVmException noObject) { // out of memory, or nested too deep for one more
            return write(calls, Status.RUNTIME, HostObjects.message(failure));
        }
    }

    /** The error value: a Lua error of a nested call goes on as what it was. */
    static Object raised(Throwable failure) {
        return failure instanceof LuaRuntimeException error && error.getCause() == null ? error.value() : failure;
    }

    private static byte[] write(VmCalls calls, Status status, Object... values) {
        return ValueWriter.write(calls, status, RESULT, values);
    }
}
