package io.luavm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Looks again for interrupts that nobody heard. Thread.interrupt of JDK 17 looks whom to tell before it sets the
 * status, so that a call which begins in between sees neither; that of JDK 25 does it the other way round.
 */
final class LostInterrupts extends Thread {
    private static final boolean POSSIBLE = Runtime.version().feature() < 25;
    private static final long EVERY_MS = 50;

    /** Also the lock of what is below. */
    private static final Set<VmCalls> VMS = Collections.newSetFromMap(new WeakHashMap<>());

    private static LostInterrupts looking;

    private LostInterrupts() {
        super(null, null, "luavm-interrupts", 0, false);
        setDaemon(true);
    }

    static void watch(VmCalls calls) {
        if (!POSSIBLE) {
            return;
        }
        synchronized (VMS) {
            VMS.add(calls);
            if (looking == null) {
                looking = new LostInterrupts();
                looking.start();
            }
        }
    }

    @Override
    public void run() {
        try {
            while (look()) {
                Thread.sleep(EVERY_MS);
            }
        } catch (InterruptedException notOurs) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether there is a VM still; the next one begins another of these threads. */
    private static boolean look() {
        List<VmCalls> all;
        synchronized (VMS) {
            all = new ArrayList<>(VMS);
        }
        for (VmCalls calls : all) {
            calls.hearInterrupt();
        }
        synchronized (VMS) {
            if (VMS.isEmpty()) {
                looking = null;
            }
            return looking != null;
        }
    }
}
