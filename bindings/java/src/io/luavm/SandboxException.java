package io.luavm;

/** The script tried something its profile forbids. */
public final class SandboxException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    SandboxException(Failure failure) {
        super(failure);
    }
}
