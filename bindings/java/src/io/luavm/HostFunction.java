package io.luavm;

/**
 * A function of Java that scripts may call:
 *
 * <pre>{@code
 * vm.register("shop.price", args -> prices.get(args.string(0)));
 * }</pre>
 *
 * <p>It runs on the thread that runs the script, whose limits count on meanwhile but cannot stop it. It may use the VM
 * that called it, up to 16 deep, as part of the same run. It is kept for as long as the VM or a template needs it.
 */
@FunctionalInterface
public interface HostFunction {
    /**
     * Answers a call.
     *
     * @param arguments what the script gave
     * @return what the script gets: any value that may go in; {@link LuaValues#of} for several or none; a {@link
     *     java.util.concurrent.CompletionStage} for what comes later
     * @throws Exception becomes an error in Lua: an object whose tostring is the message. Where no script catches it,
     *     the same exception is thrown by whoever ran the script; Errors likewise. A {@link LuaRuntimeException} goes
     *     on as the Lua error that it was
     */
    Object call(LuaArguments arguments) throws Exception;

    /**
     * A function whose tables come as {@link LuaTableView}, which last for the call, instead of as copies.
     *
     * @param function what to call
     * @return to be registered, or to be a value
     */
    static HostFunction withViews(HostFunction function) {
        return new WithViews(function);
    }

    /** Tells functions with views from others. */
    record WithViews(HostFunction function) implements HostFunction {
        @Override
        public Object call(LuaArguments arguments) throws Exception {
            return function.call(arguments);
        }
    }
}
