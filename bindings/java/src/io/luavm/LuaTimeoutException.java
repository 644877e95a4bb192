package io.luavm;

/** The wall-time limit is reached. The VM still answers. */
public final class LuaTimeoutException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    LuaTimeoutException(Failure failure) {
        super(failure);
    }
}
