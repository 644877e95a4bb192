package io.luavm;

import java.lang.ref.Cleaner;
import java.util.Locale;

/**
 * A Lua value that its VM keeps for Java: a {@link LuaFunction}, a {@link LuaTableView}, a coroutine or a userdata. It
 * may go into the VM again, as an argument or within a table.
 *
 * <p>It counts against the VM's memory limit until it is closed, by any thread; or forgotten, and the garbage collector
 * finds that. What came to a host function ends with the call instead, unless {@link #keep} makes another of it.
 */
public class LuaReference implements AutoCloseable {
    /** The kinds of values that stay in their VM. */
    public enum Kind {
        /** A table, as a {@link LuaTableView}. */
        TABLE,
        /** A function, as a {@link LuaFunction}. */
        FUNCTION,
        /** A coroutine. */
        COROUTINE,
        /** A userdata that is no object of this program. */
        USERDATA;

        private static final Kind[] ALL = values();

        static Kind of(int type) {
            return ALL[type - AbiConstants.LUAVM_TABLE];
        }

        int type() {
            return ordinal() + AbiConstants.LUAVM_TABLE;
        }

        /** As Lua's type has it, "function". */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final LuaVm vm;
    private final Kind kind;
    private final long number;

    /** The call it ends with, or null. */
    private final CallScope scope;

    /** Null where it ends with a call. */
    private final Cleaner.Cleanable cleanable;

    private volatile boolean closed;

    /** Gives a reference back; must not refer to it. */
    private record Release(long vm, long number) implements Runnable {
        @Override
        public void run() {
            Native.release(vm, number); // that the VM is gone already is no news
        }
    }

    LuaReference(LuaVm vm, Kind kind, long number, CallScope scope) {
        this.vm = vm;
        this.kind = kind;
        this.number = number;
        this.scope = scope;
        cleanable = scope != null ? null : LuaVm.CLEANER.register(this, new Release(vm.calls.handle.number, number));
    }

    static LuaReference of(LuaVm vm, Kind kind, long number, CallScope scope) {
        return switch (kind) {
            case TABLE -> new LuaTableView(vm, number, scope);
            case FUNCTION -> new LuaFunction(vm, number, scope);
            case COROUTINE, USERDATA -> new LuaReference(vm, kind, number, scope);
        };
    }

    /**
     * What it is.
     *
     * @return the kind
     */
    public final Kind kind() {
        return kind;
    }

    /**
     * Whose it is.
     *
     * @return the VM
     */
    public final LuaVm vm() {
        return vm;
    }

    /**
     * Another reference to the same value, which lasts until it is closed or forgotten.
     *
     * @return of the same class
     * @throws MemoryLimitException if the VM has no room for it
     */
    public LuaReference keep() {
        return of(vm, kind, vm.calls.keep(this), null);
    }

    /** Gives the value back to the VM; any thread may do so, also while the VM runs. Closing again does nothing. */
    @Override
    public final void close() {
        closed = true;
        if (cleanable != null) {
            cleanable.clean();
        }
    }

    /**
     * Whether it can no more be used.
     *
     * @return true once closed, and after the call that it came with
     */
    public final boolean isClosed() {
        return closed || scope != null && scope.ended();
    }

    /** Throws where it is of no use any more. */
    final long number() {
        if (closed) {
            throw new IllegalStateException("this Lua " + kind + " is closed");
        }
        if (scope != null && scope.ended()) {
            throw new IllegalStateException(
                "this Lua " + kind + " ended with the call that it came with; keep() makes one that lasts");
        }
        return number;
    }

    /** "function" and so on, with the number of the reference. */
    @Override
    public String toString() {
        return kind + "[" + Long.toHexString(number) + (isClosed() ? ", closed]" : "]");
    }
}
