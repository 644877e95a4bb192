package io.luavm;

/** The library refuses what it was given, and says what. */
public final class ArgumentException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    ArgumentException(Failure failure) {
        super(failure);
    }
}
