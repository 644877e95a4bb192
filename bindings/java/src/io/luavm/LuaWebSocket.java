package io.luavm;

import io.luavm.AbiLayouts.luavm_ws_options;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * A WebSocket connection of the program's own, by the client and under the policies that scripts have.
 *
 * <pre>{@code
 * try (LuaWebSocket socket = new LuaWebSocket("wss://example.com/chat")) {
 *     socket.send("hello");
 *     socket.messages().forEach(System.out::println);        // until the peer closes
 * }
 * }</pre>
 *
 * <p>Any thread may use it, several at once too; messages do not mix. Threads wait, and an interrupt does not end that:
 * {@link #close()} by another thread does. What it holds counts as memory of the process until it is closed; a forgotten one
 * is ended by a {@code Cleaner}.
 */
public final class LuaWebSocket implements AutoCloseable {
    private static final int NORMAL = 1000;

    /** "The library's default", for a time. */
    private static final long DEFAULT = 0;

    private final long number;
    private final Cleaner.Cleanable cleanable;
    private volatile boolean closed;

    /** 0: the peer has not closed. Written after the reason. */
    private volatile int code;

    private String reason = "";

    /** Ends a connection; must not refer to it. */
    private record End(long number) implements Runnable {
        @Override
        public void run() {
            Native.wsFree(number);
        }
    }

    /**
     * Opens a connection, with all defaults.
     *
     * @param url as for {@link #LuaWebSocket(String, WebSocketOptions)}
     */
    public LuaWebSocket(String url) {
        this(url, WebSocketOptions.DEFAULT);
    }

    /**
     * Opens a connection. Redirects are not followed, and no extensions are agreed on.
     *
     * @param url ws: or wss:, at most 8,192 bytes
     * @param options how
     * @throws ArgumentException if there can be no such URL, header or subprotocol
     * @throws NetworkException if the server cannot be reached, or is none for WebSocket
     * @throws LuaTimeoutException if it did not answer in time
     * @throws SandboxException if the policy forbids it
     * @throws QuotaException if the process has as many as {@link ProcessOptions#webSocketCap} says
     * @throws ClosedException if the policy is closed
     * @throws UnsupportedException if the library was built without the network
     */
    public LuaWebSocket(String url, WebSocketOptions options) {
        NativeLibrary.require();
        Struct asked = options.struct.copy();
        if (options.policy != null) {
            asked.put(luavm_ws_options.policy, options.policy.number());
        }
        long[] made = new long[1];
        byte[][] message = new byte[1][];
        int status = Native.wsConnect(
            asked.bytes, VmCalls.utf8(url), options.fields.bytes(), options.fields.lengths(),
            VmCalls.utf8(options.protocols), made, message);
        Reference.reachabilityFence(options.policy);
        LuaVmException.check(status, message[0]);
        number = made[0];
        cleanable = LuaVm.CLEANER.register(this, new End(number));
    }

    /**
     * Sends a text, and waits until the system has taken it, 30 seconds at most.
     *
     * @param text without half surrogate pairs
     * @see #send(byte[], Duration)
     */
    public void send(String text) {
        send(AbiConstants.LUAVM_WS_TEXT, utf8("text", text), DEFAULT);
    }

    /**
     * Sends a text, and waits until the system has taken it.
     *
     * @param text without half surrogate pairs
     * @param timeout after which the connection is of no more use
     * @see #send(byte[], Duration)
     */
    public void send(String text, Duration timeout) {
        send(AbiConstants.LUAVM_WS_TEXT, utf8("text", text), Limit.milliseconds("timeout", timeout));
    }

    /**
     * Sends a binary message, and waits until the system has taken it, 30 seconds at most.
     *
     * @param bytes at most 1 GiB
     * @see #send(byte[], Duration)
     */
    public void send(byte[] bytes) {
        send(AbiConstants.LUAVM_WS_BINARY, bytes, DEFAULT);
    }

    /**
     * Sends a binary message, and waits until the system has taken it.
     *
     * @param bytes at most 1 GiB, and what the policy allows
     * @param timeout after which the connection is of no more use
     * @throws ArgumentException if it is too long
     * @throws ClosedException if either side has closed, or closes meanwhile
     * @throws NetworkException if the connection is broken
     * @throws LuaTimeoutException if it is not taken in time
     */
    public void send(byte[] bytes, Duration timeout) {
        send(AbiConstants.LUAVM_WS_BINARY, bytes, Limit.milliseconds("timeout", timeout));
    }

    /**
     * Sends a binary message, and waits until the system has taken it, 30 seconds at most.
     *
     * @param bytes what remains in the buffer, which is read to its end
     * @see #send(byte[], Duration)
     */
    public void send(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        send(copy);
    }

    /**
     * Waits for the next message, as long as it takes.
     *
     * @return null once the peer has closed: see {@link #closeCode}
     * @see #receive(Duration)
     */
    public WebSocketMessage receive() {
        return receive(Limit.FOREVER);
    }

    /**
     * Waits for the next message.
     *
     * @param timeout after which to ask again; zero: what has come already, without waiting
     * @return null once the peer has closed: see {@link #closeCode}
     * @throws LuaTimeoutException if none has come; the connection goes on
     * @throws OutputLimitException if it is longer than {@link WebSocketOptions#maxBytes}; the connection is at its end
     * @throws ClosedException if it is closed here, before or meanwhile
     * @throws NetworkException if the connection is broken
     */
    public WebSocketMessage receive(Duration timeout) {
        long wait = timeout.isZero() ? 0 : Limit.milliseconds("timeout", timeout);
        if (code != 0 && !closed) {
            return null;
        }
        int[] kindAndCode = new int[2];
        byte[][] data = new byte[1][];
        byte[][] message = new byte[1][];
        check(Native.wsReceive(number, wait, kindAndCode, data, message), message[0]);
        if (kindAndCode[0] != AbiConstants.LUAVM_WS_CLOSE) {
            return new WebSocketMessage(kindAndCode[0] == AbiConstants.LUAVM_WS_TEXT, data[0]);
        }
        reason = new String(data[0], StandardCharsets.UTF_8);
        code = kindAndCode[1];
        return null;
    }

    /**
     * All messages from here on, until the peer closes. Waits as {@link #receive()} does, and throws as it does.
     *
     * @return to be gone through once; closing it does not close the connection
     */
    public Stream<WebSocketMessage> messages() {
        return Stream.generate(this::receive).takeWhile(Objects::nonNull);
    }

    /**
     * Why the peer has closed.
     *
     * @return empty until {@link #receive} has found that it has; 1005 if it did not say
     */
    public OptionalInt closeCode() {
        return code == 0 ? OptionalInt.empty() : OptionalInt.of(code);
    }

    /**
     * Why the peer has closed, in its words.
     *
     * @return empty until {@link #receive} has found that it has, and if it did not say
     */
    public String closeReason() {
        return code == 0 ? "" : reason;
    }

    /**
     * Says good-bye with code 1000, waits up to 5 seconds for the peer to do so, and gives the connection back. Threads that
     * wait in it get a {@link ClosedException}. What has come and was not received is gone. Closing again does nothing.
     */
    @Override
    public void close() {
        close(NORMAL, "", DEFAULT);
    }

    /**
     * Closes as {@link #close()} does, with a code and a reason.
     *
     * @param code 1000, 1001, 1003, 1007 to 1011 or 3000 to 4999
     * @param reason at most 123 bytes as UTF-8
     * @throws ArgumentException if the code or the reason is impossible; the connection goes on
     */
    public void close(int code, String reason) {
        close(code, reason, DEFAULT);
    }

    /**
     * Closes as {@link #close()} does, with a code and a reason.
     *
     * @param code 1000, 1001, 1003, 1007 to 1011 or 3000 to 4999
     * @param reason at most 123 bytes as UTF-8
     * @param timeout for the peer to answer, after which it is cut off
     * @throws ArgumentException if the code or the reason is impossible; the connection goes on
     */
    public void close(int code, String reason, Duration timeout) {
        close(code, reason, Limit.milliseconds("timeout", timeout));
    }

    private void close(int with, String words, long timeout) {
        if (closed) {
            return;
        }
        if (with == 0) { // "the default" to the library, and no code
            throw LuaVmException.of(Status.ARGUMENT, "code must be a close code, not 0");
        }
        byte[][] message = new byte[1][];
        int status = Native.wsClose(number, with, utf8("reason", words), timeout, message);
        if (status == AbiConstants.LUAVM_ARGUMENT) {
            check(status, message[0]);
        }
        closed = true;
        cleanable.clean();
    }

    private void send(int kind, byte[] data, long timeout) {
        byte[][] message = new byte[1][];
        check(Native.wsSend(number, kind, data, timeout, message), message[0]);
    }

    private void check(int status, byte[] message) {
        Reference.reachabilityFence(this);
        if (status == AbiConstants.LUAVM_HANDLE) {
            throw LuaVmException.of(Status.CLOSED, "this connection is closed");
        }
        LuaVmException.check(status, message);
    }

    private static byte[] utf8(String what, String text) {
        return Utf8.strict(text, () -> what);
    }
}
