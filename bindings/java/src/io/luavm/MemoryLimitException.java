package io.luavm;

/** The VM's memory limit is reached, or the system has none. The VM still answers. */
public final class MemoryLimitException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    MemoryLimitException(Failure failure) {
        super(failure);
    }
}
