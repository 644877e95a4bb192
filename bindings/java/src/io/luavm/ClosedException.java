package io.luavm;

/** What was called, a VM or a connection for example, was closed, before the call or while it ran. */
public final class ClosedException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    ClosedException(Failure failure) {
        super(failure);
    }
}
