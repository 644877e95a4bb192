package io.luavm;

/** Reserved for network services. */
public final class NetworkException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    NetworkException(Failure failure) {
        super(failure);
    }
}
