package io.luavm;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;

/** Lua strings as Java's: text where they are valid UTF-8, bytes where not. */
final class Utf8 {
    private Utf8() {}

    /** A String, or a byte[] where the bytes are not valid UTF-8. */
    static Object decode(byte[] data, int from, int length) {
        String text = new String(data, from, length, StandardCharsets.UTF_8);
        // Only what could not be decoded, or the rare U+FFFD itself, needs the slow and strict decoder.
        if (text.indexOf('\uFFFD') < 0) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data, from, length)).toString();
        } catch (CharacterCodingException notText) {
            return Arrays.copyOfRange(data, from, from + length);
        }
    }

    /** The bytes of a Lua string, given as either kind. */
    static byte[] encode(Object string) {
        if (string instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        if (string instanceof byte[] bytes) {
            return bytes.clone();
        }
        throw new ClassCastException(
            (string == null ? "null" : string.getClass().getName()) + " is not a Lua string");
    }

    /** The bytes of a text that must have a UTF-8 form: no half of a surrogate pair. */
    static byte[] strict(String text, Supplier<String> where) {
        for (int i = 0; i < text.length(); i++) {
            char at = text.charAt(i);
            if (!Character.isSurrogate(at)) {
                continue;
            }
            if (Character.isLowSurrogate(at) || i + 1 == text.length()
                || !Character.isLowSurrogate(text.charAt(++i))) {
                throw new ArgumentException(Failure.of(
                    Status.ARGUMENT, where.get() + " is a text with half a surrogate pair, which has no UTF-8 form"));
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
