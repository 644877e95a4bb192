package io.luavm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A struct of luavm.h, laid out by AbiLayouts, its size in its first field. */
final class Struct {
    final byte[] bytes;
    private final ByteBuffer fields;

    private Struct(byte[] bytes) {
        this.bytes = bytes;
        fields = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    static Struct of(int size) {
        return new Struct(new byte[size]).put(0, size);
    }

    Struct copy() {
        return new Struct(bytes.clone());
    }

    int getInt(int offset) {
        return fields.getInt(offset);
    }

    long getLong(int offset) {
        return fields.getLong(offset);
    }

    Struct put(int offset, int number) {
        fields.putInt(offset, number);
        return this;
    }

    Struct put(int offset, long number) {
        fields.putLong(offset, number);
        return this;
    }

    Struct add(int offset, int flag) {
        return put(offset, getInt(offset) | flag);
    }
}
