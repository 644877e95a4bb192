package io.luavm;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * A table as it lies in its VM. Reading and writing go there, as a script's would: metamethods run, within the VM's
 * limits. Tables in it come out as views as well.
 */
public final class LuaTableView extends LuaReference implements Iterable<Map.Entry<Object, Object>> {
    LuaTableView(LuaVm vm, long number, CallScope scope) {
        super(vm, Kind.TABLE, number, scope);
    }

    @Override
    public LuaTableView keep() {
        return (LuaTableView) super.keep();
    }

    /**
     * Reads a field.
     *
     * @param key any value that may go in, but null
     * @return null where there is none
     */
    public Object get(Object key) {
        return vm().calls.index(this, key).orThrow().value();
    }

    /**
     * Writes a field.
     *
     * @param key any value that may go in, but null
     * @param value null removes
     */
    public void set(Object key, Object value) {
        vm().calls.assign(this, key, value).orThrow();
    }

    /**
     * Lua's length, with its metamethod.
     *
     * @return the number of items of a sequence
     */
    public long length() {
        return (Long) vm().calls.chunk("return #...").call(this);
    }

    /**
     * Copies the table with all that it holds.
     *
     * @return a {@link LuaList} or {@link LuaTable}
     */
    public Object copy() {
        return vm().calls.chunk("return ...").call(this);
    }

    /**
     * Walks over a copy of what the table holds now; tables in it are views. The keys 1..n come first.
     *
     * @return does not fail where the table is changed meanwhile
     */
    @Override
    public Iterator<Map.Entry<Object, Object>> iterator() {
        Object copy = vm().calls.chunk("return ...").call(EvalOptions.DEFAULT.shallow(), this);
        LuaTable table = copy instanceof LuaList list ? list.asTable() : (LuaTable) copy;
        return List.copyOf(table.asMap().entrySet()).iterator();
    }
}
