package io.luavm;

import java.util.concurrent.CompletableFuture;

/**
 * A Lua function: a chunk of {@link LuaVm#load}, a result, a global, a callback that a script gave. Calls run as {@link
 * LuaVm#eval(String)} does, on the calling thread and within the VM's limits, without compiling anything.
 */
public final class LuaFunction extends LuaReference {
    LuaFunction(LuaVm vm, long number, CallScope scope) {
        super(vm, Kind.FUNCTION, number, scope);
    }

    @Override
    public LuaFunction keep() {
        return (LuaFunction) super.keep();
    }

    /**
     * Calls it.
     *
     * @param arguments any values that may go in, see the package description; at most 10,000
     * @return the first value, or null where there is none
     * @throws LuaVmException as {@link LuaVm#eval(String)} does
     */
    public Object call(Object... arguments) {
        return call(EvalOptions.DEFAULT, arguments);
    }

    /**
     * Calls it.
     *
     * @param options of this call alone; the name is not used
     * @param arguments as for {@link #call(Object...)}
     * @return the first value, or null where there is none
     */
    public Object call(EvalOptions options, Object... arguments) {
        return vm().calls.finished(run(options, arguments)).orThrow().value();
    }

    /**
     * Calls it, and gives all there is to know.
     *
     * @param arguments as for {@link #call(Object...)}
     * @return as {@link LuaVm#run(String)} does
     */
    public LuaResult run(Object... arguments) {
        return run(EvalOptions.DEFAULT, arguments);
    }

    /**
     * Calls it, and gives all there is to know.
     *
     * @param options of this call alone; the name is not used
     * @param arguments as for {@link #call(Object...)}
     * @return as {@link LuaVm#run(String)} does
     */
    public LuaResult run(EvalOptions options, Object... arguments) {
        return vm().calls.call(this, arguments, options, null).told();
    }

    /**
     * Calls it slice by slice on the executor of this package, a single thread.
     *
     * @param arguments as for {@link #call(Object...)}
     * @return as {@link LuaVm#evalAsync(String, EvalOptions)}
     */
    public CompletableFuture<Object> callAsync(Object... arguments) {
        return callAsync(EvalOptions.DEFAULT, arguments);
    }

    /**
     * Calls it slice by slice.
     *
     * @param options of this call alone, with the executor
     * @param arguments as for {@link #call(Object...)}; read when the first slice begins
     * @return as {@link LuaVm#evalAsync(String, EvalOptions)}
     */
    public CompletableFuture<Object> callAsync(EvalOptions options, Object... arguments) {
        VmCalls calls = vm().calls;
        return AsyncRun.start(
            calls, options, (sliced, interruption) -> calls.call(this, arguments, sliced, interruption));
    }
}
