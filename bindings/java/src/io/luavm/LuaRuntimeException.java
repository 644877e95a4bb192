package io.luavm;

/** The script raised an error. */
public final class LuaRuntimeException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    /** The error value. */
    private final transient Object value;

    LuaRuntimeException(Failure failure) {
        super(failure);
        value = failure.value();
    }

    /**
     * What the script raised, whatever it is: mostly a string, with its place in front.
     *
     * @return null for nil, and where it does not fit into the limits, or after serialization
     */
    public Object value() {
        return value;
    }
}
