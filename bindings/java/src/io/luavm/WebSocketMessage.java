package io.luavm;

import java.nio.charset.StandardCharsets;

/** A message that has come over a {@link LuaWebSocket}. It is Java's own, and holds nothing of the library. */
public final class WebSocketMessage {
    private final boolean isText;
    private final byte[] bytes;

    WebSocketMessage(boolean isText, byte[] bytes) {
        this.isText = isText;
        this.bytes = bytes;
    }

    /**
     * Whether it was sent as text.
     *
     * @return false for a binary one
     */
    public boolean isText() {
        return isText;
    }

    /**
     * The text of one that was sent as text.
     *
     * @return exactly what was sent: it was valid UTF-8
     * @throws IllegalStateException if it is binary
     */
    public String text() {
        if (!isText) {
            throw new IllegalStateException("a binary message has no text; use bytes()");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * The bytes, of text its UTF-8.
     *
     * @return the same array each time
     */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return isText ? text() : "WebSocketMessage[" + bytes.length + " bytes]";
    }
}
