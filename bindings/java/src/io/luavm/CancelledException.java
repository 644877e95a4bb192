package io.luavm;

/**
 * The script was stopped by {@link LuaVm#interrupt}, or because its thread was interrupted: then the thread's interrupt
 * status is set. The VM still answers.
 */
public final class CancelledException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    CancelledException(Failure failure) {
        super(failure);
    }
}
