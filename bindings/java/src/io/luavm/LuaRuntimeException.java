package io.luavm;

/** The script raised an error. */
public final class LuaRuntimeException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    LuaRuntimeException(Failure failure) {
        super(failure);
    }
}
