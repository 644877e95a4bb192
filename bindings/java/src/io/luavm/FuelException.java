package io.luavm;

/** The fuel is spent. The VM still answers. */
public final class FuelException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    FuelException(Failure failure) {
        super(failure);
    }
}
