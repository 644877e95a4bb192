package io.luavm;

/** Another thread is using this VM. Nothing has happened; what runs there goes on. */
public final class BusyException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    BusyException(Failure failure) {
        super(failure);
    }
}
