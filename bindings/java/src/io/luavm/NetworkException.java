package io.luavm;

/** A server could not be reached or broke off: no such host, refused, TLS, an answer that is none. */
public final class NetworkException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    NetworkException(Failure failure) {
        super(failure);
    }
}
