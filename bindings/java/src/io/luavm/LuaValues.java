package io.luavm;

/** Several results of a {@link HostFunction}, or none. */
public final class LuaValues {
    /** None: the function returns nothing. */
    public static final LuaValues NONE = new LuaValues();

    final Object[] values;

    private LuaValues(Object... values) {
        this.values = values;
    }

    /**
     * Results in order.
     *
     * @param values any number
     * @return to be returned by the function
     */
    public static LuaValues of(Object... values) {
        return new LuaValues(values.clone());
    }
}
