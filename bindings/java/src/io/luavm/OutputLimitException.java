package io.luavm;

/** Printed output or the returned values are over their limit. The VM still answers. */
public final class OutputLimitException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    OutputLimitException(Failure failure) {
        super(failure);
    }
}
