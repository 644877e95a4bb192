package io.luavm;

/** A cap of the process is reached, see {@link LuaVmProcess#configure}. */
public final class QuotaException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    QuotaException(Failure failure) {
        super(failure);
    }
}
