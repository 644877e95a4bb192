package io.luavm;

import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.RandomAccess;
import java.util.function.Consumer;

/**
 * A copy of a Lua table with the keys 1..n alone. It never changes. equals and hashCode are those of every List, by
 * content and so not for cycles or thousands of levels; toString shows any.
 */
public final class LuaList extends AbstractList<Object> implements RandomAccess {
    /** One of these three, the others are null. Filled by the reader before anybody sees this list. */
    private final Object[] items;

    private final long[] integers;
    private final double[] numbers;

    LuaList(Object[] items) {
        this(items, null, null);
    }

    private LuaList(Object[] items, long[] integers, double[] numbers) {
        this.items = items;
        this.integers = integers;
        this.numbers = numbers;
    }

    static LuaList sized(int size, boolean integers, boolean numbers) {
        if (integers) {
            return new LuaList(null, new long[size], null);
        }
        return numbers ? new LuaList(null, null, new double[size]) : new LuaList(new Object[size]);
    }

    /** Takes the items out of what values_out.c wrote; others: reads values of any kind. */
    void fill(ByteBuffer in, Consumer<Object[]> others) {
        if (integers != null) {
            in.asLongBuffer().get(integers);
            in.position(in.position() + integers.length * Long.BYTES);
        } else if (numbers != null) {
            in.asDoubleBuffer().get(numbers);
            in.position(in.position() + numbers.length * Double.BYTES);
        } else {
            others.accept(items);
        }
    }

    /** What ValueWriter takes in bulk: long[], double[] or Object[]. */
    Object content() {
        if (integers != null) {
            return integers;
        }
        return numbers != null ? numbers : items;
    }

    LuaTable asTable() {
        return new LuaTable(toArray(), new Object[0], new Object[0]);
    }

    @Override
    public Object get(int index) {
        if (integers != null) {
            return integers[index];
        }
        return numbers != null ? (Object) numbers[index] : items[index];
    }

    @Override
    public int size() {
        if (integers != null) {
            return integers.length;
        }
        return numbers != null ? numbers.length : items.length;
    }

    @Override
    public Object[] toArray() {
        if (items != null) {
            return items.clone();
        }
        Object[] all = new Object[size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = get(i);
        }
        return all;
    }

    /**
     * All items, where they are integers.
     *
     * @return a copy; empty for no items
     * @throws ClassCastException if there are others
     */
    public long[] toLongArray() {
        if (integers != null) {
            return integers.clone();
        }
        long[] all = new long[size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = (Long) get(i);
        }
        return all;
    }

    /**
     * All items, where they are numbers of either kind.
     *
     * @return a copy; empty for no items
     * @throws ClassCastException if there are others
     */
    public double[] toDoubleArray() {
        if (numbers != null) {
            return numbers.clone();
        }
        double[] all = new double[size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = ((Number) get(i)).doubleValue();
        }
        return all;
    }

    @Override
    public String toString() {
        return ValueText.of(this);
    }
}
