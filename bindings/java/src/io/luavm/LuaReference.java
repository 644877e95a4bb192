package io.luavm;

/**
 * A value that has no form outside its VM. Equal within one result means the same value there; across results it means
 * nothing.
 *
 * @param kind what it is
 * @param id tells one such value from another
 */
public record LuaReference(Kind kind, long id) {
    /** The kinds of values without a form outside their VM. */
    public enum Kind {
        /** A function, of Lua or of a library. */
        FUNCTION,
        /** A coroutine. */
        COROUTINE,
        /** A userdata. */
        USERDATA
    }
}
