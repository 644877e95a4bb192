package io.luavm;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Writes values as native/values_in.c reads them; the format is described in values_in.h. Tables stand in a list that
 * grows while it is walked: depth costs no stack, and what is shared or cyclic stays so.
 */
final class ValueWriter {
    private static final int HEAD = 32;
    private static final int MAX = Integer.MAX_VALUE - 8;
    private static final byte REFERENCE = 16;
    private static final byte TAKE = 32;
    private static final int MIXED = 0;
    private static final int INTEGERS = 1;
    private static final int NUMBERS = 2;

    private final VmCalls calls;
    private final IntFunction<String> what;
    private ByteBuffer to = ByteBuffer.allocate(128).order(ByteOrder.nativeOrder()).position(HEAD);
    private int strings;
    private long cells;
    private final List<ValuePath> tables = new ArrayList<>();
    private final Map<Object, Integer> places = new IdentityHashMap<>(4);
    private final List<Long> taken = new ArrayList<>(0);

    private ValueWriter(VmCalls calls, IntFunction<String> what) {
        this.calls = calls;
        this.what = what;
    }

    /**
     * All that goes into one call.
     *
     * @param calls of the VM that they are for; null: none, and they are plain data
     * @param what a value is called in messages, by its place
     */
    static byte[] write(VmCalls calls, Status status, IntFunction<String> what, Object... values) {
        ValueWriter writer = new ValueWriter(calls, what);
        try {
            return writer.all(status, values);
        } catch (Throwable failure) {
            writer.taken.forEach(number -> Native.release(calls.handle.number, number));
            throw failure;
        }
    }

    private byte[] all(Status status, Object[] values) {
        for (int i = 0; i < values.length; i++) {
            value(values[i], null, i);
        }
        for (int i = 0; i < tables.size(); i++) {
            content(tables.get(i));
        }
        int directory = to.position();
        for (ValuePath table : tables) {
            room(12).putInt(table.items).putInt(table.pairs).putInt(table.kind);
        }
        to.putInt(0, status.number()).putInt(4, values.length).putInt(8, tables.size()).putInt(12, strings);
        to.putLong(16, cells).putInt(24, directory);
        return Arrays.copyOf(to.array(), to.position());
    }

    private ByteBuffer room(long bytes) {
        if (bytes > to.remaining()) {
            long wanted = Math.max(to.position() + bytes, Math.min(2L * to.capacity(), MAX));
            if (wanted > MAX) {
                throw new OutOfMemoryError("values for Lua are larger than a Java array can be");
            }
            to = ByteBuffer.wrap(Arrays.copyOf(to.array(), (int) wanted)).order(ByteOrder.nativeOrder())
                .position(to.position());
        }
        return to;
    }

    /** key: of the table, or the place of the value as an Integer. */
    private void value(Object value, ValuePath table, Object key) {
        cells++;
        if (value == null) {
            room(1).put((byte) AbiConstants.LUAVM_NIL);
        } else if (value instanceof Long || value instanceof Integer || value instanceof Short
            || value instanceof Byte) {
            room(9).put((byte) AbiConstants.LUAVM_INTEGER).putLong(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            room(9).put((byte) AbiConstants.LUAVM_NUMBER).putDouble(((Number) value).doubleValue());
        } else if (value instanceof Boolean truth) {
            room(2).put((byte) AbiConstants.LUAVM_BOOLEAN).put((byte) (truth ? 1 : 0));
        } else if (value instanceof CharSequence text) {
            string(Utf8.strict(text.toString(), () -> at(table, key)));
        } else if (value instanceof byte[] bytes) {
            string(bytes);
        } else {
            other(value, table, key);
        }
    }

    private void string(byte[] bytes) {
        strings++;
        room(5L + bytes.length).put((byte) AbiConstants.LUAVM_BYTES).putInt(bytes.length).put(bytes);
    }

    private void other(Object value, ValuePath table, Object key) {
        if (calls != null && ofVm(value, table, key)) {
            return;
        }
        if (value instanceof BigInteger number) {
            integer(number, table, key);
        } else if (isTable(value)) {
            table(value, table, key);
        } else {
            throw refused(table, key, "is a " + value.getClass().getName() + (calls == null ? ", which is no plain data"
                : ", which has no form in Lua; LuaVm.define makes objects of a class known"));
        }
    }

    /** What lives in the VM, or will. */
    private boolean ofVm(Object value, ValuePath table, Object key) {
        if (value instanceof LuaReference reference) {
            if (reference.vm() != calls.vm) {
                throw refused(table, key, "belongs to another VM");
            }
            room(9).put((byte) (REFERENCE + reference.kind().type())).putLong(reference.number());
        } else if (calls.objects.knows(value)) {
            take(AbiConstants.LUAVM_USERDATA, calls.objects.make(value));
        } else if (value instanceof HostFunction function) {
            take(AbiConstants.LUAVM_FUNCTION, calls.function(function));
        } else {
            return false;
        }
        return true;
    }

    private void integer(BigInteger number, ValuePath table, Object key) {
        if (number.bitLength() > 63) {
            throw refused(table, key, "is an integer outside of 64 bits");
        }
        room(9).put((byte) AbiConstants.LUAVM_INTEGER).putLong(number.longValue());
    }

    /** A reference that the library releases when it has read it. */
    private void take(int type, long reference) {
        taken.add(reference);
        room(9).put((byte) (TAKE + type)).putLong(reference);
    }

    private static boolean isTable(Object value) {
        return value instanceof Collection || value instanceof Map || value instanceof LuaTable
            || value instanceof Object[] || value instanceof long[] || value instanceof double[]
            || value instanceof int[] || value instanceof float[];
    }

    private void table(Object value, ValuePath parent, Object key) {
        Integer place = places.putIfAbsent(value, tables.size());
        if (place == null) {
            place = tables.size();
            tables.add(new ValuePath(value, parent, key));
        }
        room(5).put((byte) AbiConstants.LUAVM_TABLE).putInt(place);
    }

    private void content(ValuePath table) {
        Object source = table.value instanceof LuaList list ? list.content() : table.value;
        if (source instanceof long[] all) {
            ByteBuffer in = bulk(table, INTEGERS, all.length);
            in.asLongBuffer().put(all);
            in.position(in.position() + all.length * Long.BYTES);
        } else if (source instanceof double[] all) {
            ByteBuffer in = bulk(table, NUMBERS, all.length);
            in.asDoubleBuffer().put(all);
            in.position(in.position() + all.length * Double.BYTES);
        } else if (source instanceof int[] all) {
            ByteBuffer in = bulk(table, INTEGERS, all.length);
            for (int each : all) {
                in.putLong(each);
            }
        } else if (source instanceof float[] all) {
            ByteBuffer in = bulk(table, NUMBERS, all.length);
            for (float each : all) {
                in.putDouble(each);
            }
        } else if (source instanceof Object[] all) {
            items(table, Arrays.asList(all));
        } else if (source instanceof Collection<?> all) {
            items(table, all);
        } else if (source instanceof Map<?, ?> all) {
            all.forEach((key, value) -> pair(table, key, value));
        } else {
            LuaTable all = (LuaTable) source;
            items(table, Arrays.asList(all.items));
            for (int i = 0; i < all.keys.length; i++) {
                pair(table, all.keys[i], all.values[i]);
            }
        }
    }

    private ByteBuffer bulk(ValuePath table, int kind, int count) {
        table.kind = kind;
        table.items = count;
        cells += count;
        return room((long) count * Long.BYTES);
    }

    private void items(ValuePath table, Collection<?> all) {
        table.kind = MIXED;
        for (Object each : all) {
            value(each, table, (long) ++table.items);
        }
    }

    private void pair(ValuePath table, Object key, Object value) {
        if (key == null || key instanceof Number number && Double.isNaN(number.doubleValue())) {
            throw refused(table, key, key == null ? "has null as its key" : "has NaN as its key");
        }
        table.pairs++;
        value(key, table, key);
        value(value, table, key);
    }

    private String at(ValuePath table, Object key) {
        return ValuePath.of(what, table, key);
    }

    private ArgumentException refused(ValuePath table, Object key, String why) {
        return new ArgumentException(Failure.of(Status.ARGUMENT, at(table, key) + " " + why));
    }
}
