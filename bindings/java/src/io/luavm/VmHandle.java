package io.luavm;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The number of a VM: what outlives a forgotten one, and so must not refer to it. */
final class VmHandle implements Runnable {
    /** By number, for host functions to find their way back. Weak: no VM is kept for being known. */
    private static final Map<Long, WeakReference<VmCalls>> ALIVE = new ConcurrentHashMap<>();

    final long number;
    volatile boolean closed;

    VmHandle(long number) {
        this.number = number;
    }

    void known(VmCalls calls) {
        ALIVE.put(number, new WeakReference<>(calls));
    }

    /** Null once the VM is closed. */
    static VmCalls calls(long number) {
        WeakReference<VmCalls> found = ALIVE.get(number);
        return found == null ? null : found.get();
    }

    /** Closes the VM: on request, or when it has been forgotten. */
    @Override
    public void run() {
        Native.free(number); // first: what still runs is to hear that its VM is closed, and of nothing missing
        closed = true;
        ALIVE.remove(number);
    }
}
