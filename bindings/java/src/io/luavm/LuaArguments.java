package io.luavm;

import java.util.List;

/**
 * What a script gave to a host function, counted from 0. Typed getters throw an IllegalArgumentException in Lua's words
 * where something else is there.
 *
 * <p>Functions, coroutines and userdata last for the call: {@link LuaReference#keep} makes them last.
 */
public final class LuaArguments {
    private final LuaVm vm;
    private final String name;
    private final LuaList values;

    LuaArguments(LuaVm vm, String name, Object[] values) {
        this.vm = vm;
        this.name = name;
        this.values = new LuaList(values);
    }

    /**
     * The VM that calls.
     *
     * @return usable as part of the same run
     */
    public LuaVm vm() {
        return vm;
    }

    /**
     * How many there are.
     *
     * @return nil at the end included
     */
    public int size() {
        return values.size();
    }

    /**
     * All of them.
     *
     * @return unmodifiable, may hold null
     */
    public List<Object> values() {
        return values;
    }

    /**
     * Any value.
     *
     * @param index from 0
     * @return null for nil, and beyond the last one
     */
    public Object get(int index) {
        return index < values.size() ? values.get(index) : null;
    }

    /**
     * A text.
     *
     * @param index from 0
     * @return a string that is valid UTF-8
     */
    public String string(int index) {
        return as(index, String.class, "string");
    }

    /**
     * The bytes of a string, valid UTF-8 or not.
     *
     * @param index from 0
     * @return a copy
     */
    public byte[] bytes(int index) {
        Object value = get(index);
        if (value instanceof String || value instanceof byte[]) {
            return Utf8.encode(value);
        }
        throw wrong(index, "string");
    }

    /**
     * An integer, or a float that is one.
     *
     * @param index from 0
     * @return all 64 bits
     */
    public long integer(int index) {
        Object value = get(index);
        if (value instanceof Long number) {
            return number;
        }
        if (value instanceof Double number && number == Math.rint(number) && number >= -0x1p63 && number < 0x1p63) {
            return number.longValue();
        }
        throw wrong(index, "integer");
    }

    /**
     * A number of either kind.
     *
     * @param index from 0
     * @return as a double
     */
    public double number(int index) {
        return as(index, Number.class, "number").doubleValue();
    }

    /**
     * A boolean.
     *
     * @param index from 0
     * @return true or false, no other value counts as either
     */
    public boolean bool(int index) {
        return as(index, Boolean.class, "boolean");
    }

    /**
     * A table with the keys 1..n alone, the empty one included.
     *
     * @param index from 0
     * @return a copy
     */
    public List<?> list(int index) {
        Object value = get(index);
        return value instanceof LuaTable table && table.size() == 0 ? List.of() : as(index, List.class, "sequence");
    }

    /**
     * Any table.
     *
     * @param index from 0
     * @return a copy; a sequence has its items there under 1..n
     */
    public LuaTable table(int index) {
        Object value = get(index);
        return value instanceof LuaList list ? list.asTable() : as(index, LuaTable.class, "table");
    }

    /**
     * A function.
     *
     * @param index from 0
     * @return lasts for the call, see {@link LuaReference#keep}
     */
    public LuaFunction function(int index) {
        return as(index, LuaFunction.class, "function");
    }

    /**
     * A table of a function made by {@link HostFunction#withViews}.
     *
     * @param index from 0
     * @return lasts for the call, see {@link LuaReference#keep}
     */
    public LuaTableView view(int index) {
        return as(index, LuaTableView.class, "table");
    }

    /**
     * A host object.
     *
     * @param index from 0
     * @param type of the object
     * @param <T> of the object
     * @return the object itself
     */
    public <T> T object(int index, Class<T> type) {
        return as(index, type, type.getSimpleName());
    }

    private <T> T as(int index, Class<T> type, String wanted) {
        Object value = get(index);
        if (!type.isInstance(value)) {
            throw wrong(index, wanted);
        }
        return type.cast(value);
    }

    private IllegalArgumentException wrong(int index, String wanted) {
        String got = index < values.size() ? ValueText.typeOf(values.get(index)) : "no value";
        return new IllegalArgumentException(
            "bad argument #" + (index + 1) + " to '" + name + "' (" + wanted + " expected, got " + got + ")");
    }
}
