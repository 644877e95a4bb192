package io.luavm;

import java.util.AbstractList;
import java.util.RandomAccess;

/**
 * A table with the keys 1..n alone. equals and hashCode are those of every List, by content and so not for cycles or
 * thousands of levels; toString shows any.
 */
final class LuaList extends AbstractList<Object> implements RandomAccess {
    /** Filled by the reader before anybody sees this list, never changed again. */
    final Object[] items;

    LuaList(Object[] items) {
        this.items = items;
    }

    @Override
    public Object get(int index) {
        return items[index];
    }

    @Override
    public int size() {
        return items.length;
    }

    @Override
    public Object[] toArray() {
        return items.clone();
    }

    @Override
    public String toString() {
        return ValueText.of(this);
    }
}
