package io.luavm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Header fields as they cross: names and values in turn, one behind the other, one byte for each character, and the bytes
 * that each has. Never changed once made.
 */
record HttpFields(byte[] bytes, int[] lengths) {
    static final HttpFields NONE = new HttpFields(new byte[0], new int[0]);

    HttpFields with(String name, String value) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(bytes);
        int[] counts = Arrays.copyOf(lengths, lengths.length + 2);
        for (String text : new String[] {name, value}) {
            if (text.chars().anyMatch(each -> each > 0xFF)) {
                throw LuaVmException.of(Status.ARGUMENT, "header \"" + name + "\" has characters beyond Latin-1");
            }
            all.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        counts[lengths.length] = name.length();
        counts[lengths.length + 1] = value.length();
        return new HttpFields(all.toByteArray(), counts);
    }
}
