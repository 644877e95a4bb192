package io.luavm;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Reads values as native/values_out.c writes them; the format is described in values_out.h. */
final class ValueReader {
    private static final int REFERENCE = 16;
    private static final int OBJECT = 64;
    private static final int INTEGERS = 1;
    private static final int NUMBERS = 2;

    private final VmCalls calls;
    private final CallScope scope;
    private final ByteBuffer in;
    private Object[] tables;

    /** By number: one reference is one object. */
    private Map<Long, LuaReference> references;

    /** scope: null where references are the caller's, to be released. */
    ValueReader(VmCalls calls, CallScope scope, ByteBuffer in) {
        this.calls = calls;
        this.scope = scope;
        this.in = in;
    }

    /** Makes every table empty first, so that any of them may hold any other: depth and cycles cost nothing. */
    Object[] read() {
        tables = new Object[in.getInt()];
        Object[] values = new Object[in.getInt()];
        int[] kinds = new int[tables.length];
        for (int i = 0; i < tables.length; i++) {
            int items = in.getInt();
            int pairs = in.getInt();
            kinds[i] = in.getInt();
            tables[i] = pairs == 0 && items > 0
                ? LuaList.sized(items, kinds[i] == INTEGERS, kinds[i] == NUMBERS)
                : new LuaTable(new Object[items], new Object[pairs], new Object[pairs]);
        }
        fill(values);
        for (int i = 0; i < tables.length; i++) {
            content(tables[i], kinds[i]);
        }
        return values;
    }

    private void content(Object table, int kind) {
        if (table instanceof LuaList list) {
            list.fill(in, this::fill);
            return;
        }
        LuaTable map = (LuaTable) table;
        if (kind == INTEGERS || kind == NUMBERS) {
            for (int i = 0; i < map.items.length; i++) {
                map.items[i] = kind == INTEGERS ? (Object) in.getLong() : (Object) in.getDouble();
            }
        } else {
            fill(map.items);
        }
        for (int i = 0; i < map.keys.length; i++) {
            map.keys[i] = value();
            map.values[i] = value();
        }
    }

    private void fill(Object[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = value();
        }
    }

    private Object value() {
        byte type = in.get();
        return switch (type) {
            case AbiConstants.LUAVM_NIL -> null;
            case AbiConstants.LUAVM_BOOLEAN -> in.get() != 0;
            case AbiConstants.LUAVM_INTEGER -> in.getLong();
            case AbiConstants.LUAVM_NUMBER -> in.getDouble();
            case AbiConstants.LUAVM_BYTES -> string();
            case AbiConstants.LUAVM_TABLE -> tables[in.getInt()];
            case OBJECT -> calls.object(in.getLong());
            default -> type > REFERENCE ? reference(type - REFERENCE, in.getLong()) : opaque(type, in.getLong());
        };
    }

    private Object reference(int type, long number) {
        if (references == null) {
            references = new HashMap<>();
        }
        return references.computeIfAbsent(
            number, key -> LuaReference.of(calls.vm, LuaReference.Kind.of(type), key, scope));
    }

    /** What stays in the VM: its error values, where not even a reference is to be had. */
    private Object opaque(int type, long id) {
        return new LuaReference(calls.vm, LuaReference.Kind.of(type), 0, CallScope.ENDED);
    }

    private Object string() {
        int length = in.getInt();
        int from = in.position();
        in.position(from + length);
        return Utf8.decode(in.array(), from, length);
    }
}
