package io.luavm;

import java.nio.ByteBuffer;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * A copy of a Lua table that is not a sequence. It never changes, and any thread may read it.
 *
 * <p>Equality is identity, as in Lua: a table met twice in one result is one object, and a cycle is one. {@link #asMap}
 * is a view with a map's equality, by content.
 *
 * <p>Keys are looked up as Lua does: 1, 1L and 1.0 are one key. A string is found as {@code String} or {@code byte[]},
 * a table or list as itself.
 */
public final class LuaTable {
    /** Values of the keys 1..n. These three are filled by the reader before anybody sees this table. */
    final Object[] items;

    final Object[] keys;
    final Object[] values;

    /** Place in {@code keys} by normal form of the key; made at the first look-up. */
    private volatile Map<Object, Integer> places;

    LuaTable(Object[] items, Object[] keys, Object[] values) {
        this.items = items;
        this.keys = keys;
        this.values = values;
    }

    /**
     * The value of a key.
     *
     * @param key in any of the forms described above
     * @return null where there is none, as in Lua
     */
    public Object get(Object key) {
        Object normal = normal(key);
        if (normal instanceof Long number && number >= 1 && number <= items.length) {
            return items[(int) (number - 1)];
        }
        Integer place = normal == null || keys.length == 0 ? null : places().get(normal);
        return place == null ? null : values[place];
    }

    /**
     * The bytes of a string.
     *
     * @param key of a string
     * @return a copy of the bytes, valid UTF-8 or not; null where there is no such key
     * @throws ClassCastException if the value is no string
     */
    public byte[] bytes(Object key) {
        Object value = get(key);
        return value == null ? null : Utf8.encode(value);
    }

    /**
     * The number of keys.
     *
     * @return all of them, not Lua's length
     */
    public int size() {
        return items.length + keys.length;
    }

    /**
     * The n that the keys 1 to n are here, none of them nil.
     *
     * @return 0 if there is no key 1
     */
    public int length() {
        return items.length;
    }

    /**
     * A view as an unmodifiable map, the keys 1..n first, the others in no order.
     *
     * @return its {@code get} looks up as {@link #get} does
     */
    public Map<Object, Object> asMap() {
        return new View();
    }

    /** The content, each table once: what has been shown already is "...". */
    @Override
    public String toString() {
        return ValueText.of(this);
    }

    private Map<Object, Integer> places() {
        Map<Object, Integer> found = places;
        if (found == null) {
            found = new HashMap<>(keys.length * 2);
            for (int i = 0; i < keys.length; i++) {
                found.put(normal(keys[i]), i);
            }
            places = found;
        }
        return found;
    }

    /** One form for all that is one key in Lua. */
    private static Object normal(Object key) {
        if (key instanceof Integer || key instanceof Short || key instanceof Byte) {
            return ((Number) key).longValue();
        }
        if (key instanceof Double || key instanceof Float) {
            double number = ((Number) key).doubleValue();
            long whole = (long) number;
            return whole == number && number != 0x1p63 ? (Object) whole : (Object) number;
        }
        if (key instanceof byte[] bytes) {
            Object string = Utf8.decode(bytes, 0, bytes.length);
            return string instanceof byte[] ? ByteBuffer.wrap(bytes) : string;
        }
        return key instanceof LuaList list ? new Same(list) : key;
    }

    /** A list as a key is itself, not its content. */
    private record Same(LuaList list) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Same same && same.list == list;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(list);
        }
    }

    private final class View extends AbstractMap<Object, Object> {
        @Override
        public Object get(Object key) {
            return LuaTable.this.get(key);
        }

        @Override
        public boolean containsKey(Object key) {
            return get(key) != null;
        }

        @Override
        public Set<Entry<Object, Object>> entrySet() {
            return new Entries();
        }

        @Override
        public String toString() {
            return LuaTable.this.toString();
        }
    }

    private final class Entries extends AbstractSet<Map.Entry<Object, Object>> {
        @Override
        public int size() {
            return LuaTable.this.size();
        }

        @Override
        public Iterator<Map.Entry<Object, Object>> iterator() {
            return new Walk();
        }
    }

    private final class Walk implements Iterator<Map.Entry<Object, Object>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < size();
        }

        @Override
        public Map.Entry<Object, Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int at = next++;
            int place = at - items.length;
            return place < 0
                ? new AbstractMap.SimpleImmutableEntry<>(at + 1L, items[at])
                : new AbstractMap.SimpleImmutableEntry<>(keys[place], values[place]);
        }
    }
}
