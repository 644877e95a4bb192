package io.luavm;

import static io.luavm.AbiLayouts.luavm_http_request.SIZE_BYTES;
import static io.luavm.AbiLayouts.luavm_http_request.flags;
import static io.luavm.AbiLayouts.luavm_http_request.response_bytes;
import static io.luavm.AbiLayouts.luavm_http_request.timeout_ms;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * How a server is asked: see {@link LuaHttp}. Each method gives changed options and leaves these as they are; what is not
 * set is the policy's, or the default.
 */
public final class HttpOptions {
    /** Nothing set: no headers, no body, any address. */
    public static final HttpOptions DEFAULT =
        new HttpOptions(Struct.of(SIZE_BYTES), HttpFields.NONE, new byte[0], null);

    final Struct struct;
    final HttpFields fields;
    final byte[] body;

    /** Null: none. */
    final LuaPolicy policy;

    private HttpOptions(Struct struct, HttpFields fields, byte[] body, LuaPolicy policy) {
        this.struct = struct;
        this.fields = fields;
        this.body = body;
        this.policy = policy;
    }

    /**
     * Adds a header field. A name may come repeatedly; 100 fields of 64 KiB together are the most.
     *
     * @param name letters, digits and {@code !#$%&'*+-.^_`|~}
     * @param value one byte for each character, Latin-1; no control characters but tab
     * @return changed options
     * @throws ArgumentException if a character is beyond Latin-1; what else is wrong, the request says
     */
    public HttpOptions header(String name, String value) {
        return new HttpOptions(struct, fields.with(name, value), body, policy);
    }

    /**
     * Sets what is sent.
     *
     * @param bytes at most 1 GiB; not copied before the request reads them
     * @return changed options
     */
    public HttpOptions body(byte[] bytes) {
        return new HttpOptions(struct, fields, bytes, policy);
    }

    /**
     * Sets what is sent.
     *
     * @param bytes what remains in the buffer, at most 1 GiB; copied, and the buffer is left as it is
     * @return changed options
     */
    public HttpOptions body(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return body(copy);
    }

    /**
     * Sets what is sent.
     *
     * @param text as UTF-8, at most 1 GiB
     * @return changed options
     */
    public HttpOptions body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Bounds the time for all of it, from the place in line to the last byte of the answer; 30 seconds if not set.
     *
     * @param time rounded up to milliseconds
     * @return changed options
     */
    public HttpOptions timeout(Duration time) {
        return with(struct.copy().put(timeout_ms, Limit.milliseconds("time", time)));
    }

    /**
     * Bounds the body of the answer, after decompression; 16 MiB if not set.
     *
     * @param bytes or {@link Limit#UNLIMITED}
     * @return changed options
     */
    public HttpOptions maxBytes(long bytes) {
        return with(struct.copy().put(response_bytes, Limit.amount("bytes", bytes)));
    }

    /**
     * Takes redirects as answers like others. Else they are followed, 20 of them or as many as the policy says.
     *
     * @return changed options
     */
    public HttpOptions keepRedirects() {
        return with(struct.copy().add(flags, AbiConstants.LUAVM_HTTP_NO_REDIRECT));
    }

    /**
     * Sets the policy whose "http" holds, and whose figures are the most that may be asked for.
     *
     * @param policy null for none: any address
     * @return changed options
     */
    public HttpOptions policy(LuaPolicy policy) {
        return new HttpOptions(struct, fields, body, policy);
    }

    private HttpOptions with(Struct changed) {
        return new HttpOptions(changed, fields, body, policy);
    }
}
