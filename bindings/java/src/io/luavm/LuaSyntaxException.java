package io.luavm;

/** The source is not a Lua program. */
public final class LuaSyntaxException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    LuaSyntaxException(Failure failure) {
        super(failure);
    }
}
