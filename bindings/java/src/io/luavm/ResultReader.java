package io.luavm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the bytes that native/result.c writes; the format is described in result.h. */
final class ResultReader {
    static final int FORMAT = 1;

    private static final LuaReference.Kind[] KINDS = LuaReference.Kind.values();
    private static final int FIRST_KIND = 6; // LUAVM_FUNCTION

    private final byte[] data;
    private final ByteBuffer in;
    private Object[] tables;

    private ResultReader(byte[] data) {
        this.data = data;
        in = ByteBuffer.wrap(data).order(ByteOrder.nativeOrder());
    }

    static LuaResult read(byte[] data) {
        return new ResultReader(data).result();
    }

    private LuaResult result() {
        Status status = Status.of(in.getInt());
        tables = new Object[in.getInt()];
        long line = in.getLong();
        Usage usage = new Usage(
            in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
        String message = shown();
        String traceback = shown();
        String source = shown();
        byte[] output = bytes();
        Object[] values = new Object[in.getInt()];
        readTables(values);
        LuaVmException error = null;
        if (status != Status.OK) {
            String said = message.isEmpty() ? LuaVmException.general(status) : message;
            error = LuaVmException.of(new Failure(status, said, traceback, source, line, output, usage));
        }
        return new LuaResult(status, new LuaList(values), output, usage, error);
    }

    /** Makes every table empty first, so that any of them may hold any other: depth and cycles cost nothing. */
    private void readTables(Object[] values) {
        for (int i = 0; i < tables.length; i++) {
            int items = in.getInt();
            int pairs = in.getInt();
            tables[i] = pairs == 0 && items > 0
                ? new LuaList(new Object[items])
                : new LuaTable(new Object[items], new Object[pairs], new Object[pairs]);
        }
        readValues(values);
        for (Object table : tables) {
            if (table instanceof LuaList list) {
                readValues(list.items);
            } else {
                LuaTable map = (LuaTable) table;
                readValues(map.items);
                for (int i = 0; i < map.keys.length; i++) {
                    map.keys[i] = value();
                    map.values[i] = value();
                }
            }
        }
    }

    private void readValues(Object[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = value();
        }
    }

    private Object value() {
        byte type = in.get();
        return switch (type) {
            case 0 -> null;
            case 1 -> in.get() != 0;
            case 2 -> in.getLong();
            case 3 -> in.getDouble();
            case 4 -> string();
            case 5 -> tables[in.getInt()];
            default -> new LuaReference(KINDS[type - FIRST_KIND], in.getLong());
        };
    }

    private Object string() {
        int length = in.getInt();
        int from = in.position();
        in.position(from + length);
        return Utf8.decode(data, from, length);
    }

    private byte[] bytes() {
        int length = in.getInt();
        int from = in.position();
        in.position(from + length);
        return Arrays.copyOfRange(data, from, from + length);
    }

    private String shown() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }
}
