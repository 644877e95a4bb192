package io.luavm;

import java.util.Locale;

/** How a call ended: {@code luavm_status} of luavm.h, by its numbers. */
public enum Status {
    /** Done. */
    OK,
    /** The script raised an error. */
    RUNTIME,
    /** The caller passed something invalid. */
    ARGUMENT,
    /** The source is not a Lua program. */
    SYNTAX,
    /** The VM's memory limit is reached. */
    MEMORY,
    /** The wall-time limit is reached. */
    TIMEOUT,
    /** The fuel is spent. */
    FUEL,
    /** The script tried something its profile forbids. */
    SANDBOX,
    /** Printed output or the result is over its limit. */
    OUTPUT,
    /** The script was stopped by {@link LuaVm#interrupt} or by an interrupt of its thread. */
    CANCELLED,
    /** A defect of the library; the VM is unusable. */
    INTERNAL,
    /** No such VM. */
    HANDLE,
    /** Another thread is using this VM. */
    BUSY,
    /** A cap of the process, a group or a store is reached. */
    QUOTA,
    /** The VM was closed before or during the call. */
    CLOSED,
    /** Called in a child process after fork. */
    FORKED,
    /** A server could not be reached, or broke off. */
    NETWORK,
    /** Not possible here, such as with too little stack left on this thread. */
    UNSUPPORTED,
    /** A host function will answer later: {@link LuaVm#resume}. */
    PENDING,
    /** The slice is over, the script is not: {@link LuaVm#resume}. */
    YIELDED;

    private static final Status[] BY_NUMBER = values();

    /**
     * The number of luavm.h.
     *
     * @return 0 to 19
     */
    public int number() {
        return ordinal();
    }

    /**
     * Whether the run waits to be resumed.
     *
     * @return true for {@link #PENDING} and {@link #YIELDED}
     */
    public boolean unfinished() {
        return this == PENDING || this == YIELDED;
    }

    /** The name as the library and the {@code luavm} command write it, for example "timeout". */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Status of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : INTERNAL;
    }
}
