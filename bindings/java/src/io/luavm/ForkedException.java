package io.luavm;

/** Called in a child process made with fork, where the library cannot work. */
public final class ForkedException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    ForkedException(Failure failure) {
        super(failure);
    }
}
