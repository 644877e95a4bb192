package io.luavm;

import static io.luavm.AbiLayouts.luavm_ws_options.SIZE_BYTES;
import static io.luavm.AbiLayouts.luavm_ws_options.message_bytes;
import static io.luavm.AbiLayouts.luavm_ws_options.ping_ms;
import static io.luavm.AbiLayouts.luavm_ws_options.queue_bytes;
import static io.luavm.AbiLayouts.luavm_ws_options.timeout_ms;

import java.time.Duration;

/**
 * How a {@link LuaWebSocket} connects. Each method gives changed options and leaves these as they are; what is not set is
 * the policy's, or the default.
 */
public final class WebSocketOptions {
    /** Nothing set: no headers of one's own, any address. */
    public static final WebSocketOptions DEFAULT =
        new WebSocketOptions(Struct.of(SIZE_BYTES), HttpFields.NONE, "", null);

    final Struct struct;
    final HttpFields fields;
    final String protocols;

    /** Null: none. */
    final LuaPolicy policy;

    private WebSocketOptions(Struct struct, HttpFields fields, String protocols, LuaPolicy policy) {
        this.struct = struct;
        this.fields = fields;
        this.protocols = protocols;
        this.policy = policy;
    }

    /**
     * Adds a header field to the handshake, as {@link HttpOptions#header} does.
     *
     * @param name letters, digits and {@code !#$%&'*+-.^_`|~}
     * @param value Latin-1
     * @return changed options
     * @throws ArgumentException if a character is beyond Latin-1; what else is wrong, the connection says
     */
    public WebSocketOptions header(String name, String value) {
        return new WebSocketOptions(struct, fields.with(name, value), protocols, policy);
    }

    /**
     * Sets the subprotocols that the server may choose from.
     *
     * @param names best first
     * @return changed options
     */
    public WebSocketOptions protocols(String... names) {
        return new WebSocketOptions(struct, fields, String.join(",", names), policy);
    }

    /**
     * Bounds the time of the handshake; 30 seconds if not set.
     *
     * @param time rounded up to milliseconds
     * @return changed options
     */
    public WebSocketOptions timeout(Duration time) {
        return with(timeout_ms, Limit.milliseconds("time", time));
    }

    /**
     * Bounds a message that may come; 1 MiB if not set.
     *
     * @param bytes of the longest one
     * @return changed options
     */
    public WebSocketOptions maxBytes(long bytes) {
        return with(message_bytes, Limit.amount("bytes", bytes));
    }

    /**
     * Bounds what has come and was not yet asked for; beyond it the peer has to wait. 256 KiB if not set.
     *
     * @param bytes at most 1 GiB
     * @return changed options
     */
    public WebSocketOptions queueBytes(long bytes) {
        return with(queue_bytes, Limit.amount("bytes", bytes));
    }

    /**
     * Sets the time between two pings, the second of which finds the first answered; 30 seconds if not set.
     *
     * @param time or {@link Limit#FOREVER} for no pings
     * @return changed options
     */
    public WebSocketOptions ping(Duration time) {
        return with(ping_ms, Limit.milliseconds("time", time));
    }

    /**
     * Sets the policy whose "ws" holds.
     *
     * @param policy null for none: any address
     * @return changed options
     */
    public WebSocketOptions policy(LuaPolicy policy) {
        return new WebSocketOptions(struct, fields, protocols, policy);
    }

    private WebSocketOptions with(int field, long number) {
        return new WebSocketOptions(struct.copy().put(field, number), fields, protocols, policy);
    }
}
