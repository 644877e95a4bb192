package io.luavm;

/** A defect of the library; the VM is unusable. */
public final class InternalException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    InternalException(Failure failure) {
        super(failure);
    }
}
