package io.luavm;

/** Not possible here: too little stack left on this thread (the library needs 512 KiB), or a reserved profile. */
public final class UnsupportedException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    UnsupportedException(Failure failure) {
        super(failure);
    }
}
