package io.luavm;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a VM or a template needs of Java: functions, classes, objects, by numbers. The library knows only the numbers, so
 * that whatever refers to its own VM can be collected together with it.
 *
 * <p>A number is the table's in the upper half and a place in the lower one. A place is used again only when the library
 * has released it.
 */
final class HostTable {
    private static final Map<Integer, WeakReference<HostTable>> ALL = new ConcurrentHashMap<>();
    private static final AtomicInteger LAST = new AtomicInteger();

    private final int number;
    private final List<Object> entries = new ArrayList<>();
    private final Deque<Integer> free = new ArrayDeque<>();

    private HostTable(int number) {
        this.number = number;
    }

    static HostTable create() {
        while (true) {
            HostTable made = new HostTable(LAST.incrementAndGet());
            if (ALL.putIfAbsent(made.number, new WeakReference<>(made)) == null) {
                return made;
            }
        }
    }

    synchronized long add(Object entry) {
        Integer place = free.poll();
        if (place == null) {
            place = entries.size();
            entries.add(entry);
        } else {
            entries.set(place, entry);
        }
        return (long) number << 32 | place;
    }

    boolean owns(long user) {
        return (int) (user >>> 32) == number;
    }

    /** Null where there is none (any more). */
    synchronized Object get(long user) {
        int place = (int) user;
        return place < entries.size() ? entries.get(place) : null;
    }

    /** What was there, or null. */
    synchronized Object remove(long user) {
        int place = (int) user;
        Object entry = place < entries.size() ? entries.set(place, null) : null;
        if (entry != null) {
            free.add(place);
        }
        return entry;
    }

    /** How many entries there are. */
    synchronized int size() {
        return entries.size() - free.size();
    }

    /** Drops all entries, whose owner is gone. */
    synchronized void clear() {
        entries.clear();
        free.clear();
    }

    /** What frees the number of this table, without referring to it. */
    Runnable forgetting() {
        int known = number;
        return () -> ALL.remove(known);
    }

    /** The library needs a number no more, nor what runs then does. Nobody does where the table is gone. */
    static void released(long user) {
        WeakReference<HostTable> found = ALL.get((int) (user >>> 32));
        HostTable table = found == null ? null : found.get();
        if (table != null && table.remove(user) instanceof Runnable more) {
            more.run();
        }
    }
}
