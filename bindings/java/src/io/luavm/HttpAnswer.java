package io.luavm;

import static io.luavm.AbiLayouts.luavm_http_response.code;
import static io.luavm.AbiLayouts.luavm_http_response.redirects;
import static io.luavm.AbiLayouts.luavm_http_response.wall_ns;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a server answered. It is Java's own, and holds nothing of the library. */
public final class HttpAnswer {
    private final int statusCode;
    private final int redirectCount;
    private final Duration time;
    private final String url;
    private final byte[] body;
    private final List<Map.Entry<String, String>> headers;

    /** parts: message, URL, body, then names and values in turn. */
    HttpAnswer(Struct head, byte[][] parts) {
        statusCode = head.getInt(code);
        redirectCount = head.getInt(redirects);
        time = Duration.ofNanos(head.getLong(wall_ns));
        url = latin(parts[1]);
        body = parts[2];
        List<Map.Entry<String, String>> all = new ArrayList<>();
        for (int i = 3; i < parts.length; i += 2) {
            all.add(Map.entry(latin(parts[i]), latin(parts[i + 1])));
        }
        headers = List.copyOf(all);
    }

    /**
     * How the server says that it went.
     *
     * @return 200, 404, ...
     */
    public int statusCode() {
        return statusCode;
    }

    /**
     * The address of the last redirect, or the one that was asked.
     *
     * @return a URL
     */
    public String url() {
        return url;
    }

    /**
     * How many redirects were followed.
     *
     * @return often 0
     */
    public int redirects() {
        return redirectCount;
    }

    /**
     * How long it took, from the call to the last byte.
     *
     * @return to the nanosecond
     */
    public Duration time() {
        return time;
    }

    /**
     * The header fields as they came, in order, one character for each byte. Those that speak of a compressed body are gone
     * where it was decompressed.
     *
     * @return names and values; not to be changed
     */
    public List<Map.Entry<String, String>> headers() {
        return headers;
    }

    /**
     * The first field of a name.
     *
     * @param name in any case, "content-type"
     * @return its value; empty if there is none
     */
    public Optional<String> header(String name) {
        return headers.stream().filter(field -> field.getKey().equalsIgnoreCase(name)).map(Map.Entry::getValue).findFirst();
    }

    /**
     * The body, decompressed.
     *
     * @return the same array each time
     */
    public byte[] body() {
        return body;
    }

    /**
     * The body as UTF-8.
     *
     * @return text, with U+FFFD for what is none
     */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "HttpAnswer[" + statusCode + " " + url + ", " + body.length + " bytes]";
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
