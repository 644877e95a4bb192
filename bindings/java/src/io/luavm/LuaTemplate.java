package io.luavm;

import java.lang.ref.Cleaner;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Host functions and classes that VMs begin with, see {@link LuaVmBuilder#template}. Any thread may use it. A VM takes
 * what the template holds when it is made, and keeps that, also when the template is closed.
 */
public final class LuaTemplate implements AutoCloseable {
    final HostTable table = HostTable.create();
    private final List<LuaClass<?>> classes = new CopyOnWriteArrayList<>();
    private final long number;
    private final Cleaner.Cleanable cleanable;

    /** Closes a template; must not refer to it. */
    private record Close(long number) implements Runnable {
        @Override
        public void run() {
            Native.templateFree(number);
        }
    }

    /** Makes an empty template. */
    public LuaTemplate() {
        NativeLibrary.require();
        long[] made = new long[1];
        byte[][] message = new byte[1][];
        LuaVmException.check(Native.templateNew(made, message), message[0]);
        number = made[0];
        cleanable = LuaVm.CLEANER.register(this, new Close(number));
        LuaVm.CLEANER.register(table, table.forgetting());
    }

    /**
     * Adds a host function, to the VMs made from now on; they share it.
     *
     * @param path "log" or "game.spawn"; one that is there already is replaced
     * @param function may be called by several threads, those of its VMs
     * @return this
     */
    public LuaTemplate register(String path, HostFunction function) {
        long entry = table.add(HostCall.binding(path, function));
        byte[][] message = new byte[1][];
        int status =
            Native.templateRegister(number, VmCalls.utf8(path), HostCall.flags(function), entry, message);
        if (status != AbiConstants.LUAVM_OK) {
            table.remove(entry);
        }
        LuaVmException.check(status, message[0]);
        return this;
    }

    /**
     * Makes objects of a class known to the VMs made from now on.
     *
     * @param definition what scripts may do with them
     * @return this
     */
    public LuaTemplate define(LuaClass<?> definition) {
        classes.add(definition);
        return this;
    }

    List<LuaClass<?>> classes() {
        return classes;
    }

    long number() {
        return number;
    }

    /** Ends the template; VMs made of it stay as they are. Closing again does nothing. */
    @Override
    public void close() {
        cleanable.clean();
    }
}
