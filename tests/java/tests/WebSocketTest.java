package tests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.luavm.*;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** WebSocket of the program's own, against Node's ws: run by ../websocket/node.py, which names the port. */
public final class WebSocketTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String PORT = Optional.ofNullable(System.getenv("LUAVM_WS_PORT"))
        .orElseThrow(() -> new AssertionError("LUAVM_WS_PORT is not set; run this through tests/websocket/node.py"));
    private static final String SERVER = "ws://127.0.0.1:" + PORT + "/";

    private final List<LuaWebSocket> opened = new ArrayList<>();
    private LuaVmProcess.Statistics before;

    @Before
    public void remember() {
        before = LuaVmProcess.statistics();
    }

    /** Every test gives back all memory and every block. */
    @After
    public void close() {
        opened.forEach(LuaWebSocket::close);
        LuaVmProcess.Statistics now = LuaVmProcess.statistics();
        assertEquals(before.memoryBytes(), now.memoryBytes());
        assertEquals(before.blockCount(), now.blockCount());
    }

    private LuaWebSocket open(String page, WebSocketOptions options) {
        LuaWebSocket socket = new LuaWebSocket(SERVER + page, options);
        opened.add(socket);
        return socket;
    }

    private LuaWebSocket open(String page) {
        return open(page, WebSocketOptions.DEFAULT);
    }

    private static String unique(String name) {
        return name + "-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    }

    @Test
    public void text_and_bytes_come_back_as_they_were() {
        LuaWebSocket socket = open("echo");
        for (String text : new String[] {"", "gr\u00fc\u00dfe \ud83d\ude00", "x".repeat(70_000)}) {
            socket.send(text);
            WebSocketMessage message = socket.receive(PATIENCE);
            assertTrue(message.isText());
            assertEquals(text, message.text());
            assertEquals(text, message.toString());
            assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), message.bytes());
        }
        byte[] large = new byte[1_000_000];
        Arrays.fill(large, (byte) 0xff);
        for (byte[] bytes : new byte[][] {{}, {(byte) 0xff, 0}, large}) {
            socket.send(bytes, PATIENCE);
            WebSocketMessage message = socket.receive();
            assertFalse(message.isText());
            assertArrayEquals(bytes, message.bytes());
            assertThrows(IllegalStateException.class, message::text);
            assertEquals("WebSocketMessage[" + bytes.length + " bytes]", message.toString());
        }
        for (ByteBuffer buffer : new ByteBuffer[] {ByteBuffer.allocate(4), ByteBuffer.allocateDirect(4)}) {
            buffer.put(1, (byte) 7).position(1).limit(2);
            socket.send(buffer);
            assertEquals(0, buffer.remaining());
            assertArrayEquals(new byte[] {7}, socket.receive(PATIENCE).bytes());
        }
    }

    @Test
    public void messages_come_until_the_peer_closes() {
        LuaWebSocket socket = open("many/100");
        assertEquals(OptionalInt.empty(), socket.closeCode());
        assertEquals(
            IntStream.rangeClosed(1, 100).mapToObj(Integer::toString).collect(Collectors.toList()),
            socket.messages().map(WebSocketMessage::text).collect(Collectors.toList()));
        assertEquals(OptionalInt.of(1000), socket.closeCode());
        assertEquals("that is all", socket.closeReason());
        assertNull(socket.receive());
        assertThrows(ClosedException.class, () -> socket.send("x"));
        LuaWebSocket other = open("close/4001");
        assertNull(other.receive(PATIENCE));
        assertEquals("4001 gr\u00fc\u00dfe", other.closeCode().getAsInt() + " " + other.closeReason());
        LuaWebSocket silent = open("nocode");
        assertNull(silent.receive(PATIENCE));
        assertEquals("1005 ", silent.closeCode().getAsInt() + " " + silent.closeReason());
    }

    @Test
    public void a_receive_may_time_out_and_be_asked_again() {
        LuaWebSocket socket = open("echo");
        assertThrows(LuaTimeoutException.class, () -> socket.receive(Duration.ZERO));
        assertThrows(LuaTimeoutException.class, () -> socket.receive(Duration.ofMillis(10)));
        assertThrows(IllegalArgumentException.class, () -> socket.receive(Duration.ofMillis(-1)));
        socket.send("x");
        assertEquals("x", socket.receive(PATIENCE).text());
    }

    @Test
    public void close_says_good_bye_and_what_follows_is_refused() {
        String name = unique("bye");
        LuaWebSocket socket = open("echo?name=" + name);
        socket.close(4000, "gr\u00fc\u00dfe", PATIENCE);
        socket.close();
        socket.close(77, "no code is looked at any more");
        for (org.junit.function.ThrowingRunnable use : new org.junit.function.ThrowingRunnable[] {
            socket::receive, () -> socket.send("x"), () -> socket.send(new byte[1]), () -> socket.receive(Duration.ZERO),
            () -> socket.messages().count()
        }) {
            ClosedException error = assertThrows(ClosedException.class, use);
            assertEquals("this connection is closed", error.getMessage());
        }
        String seen = open("seen/" + name).receive(PATIENCE).text();
        assertTrue(seen, seen.contains("\"code\":4000") && seen.contains("gr\u00fc\u00dfe"));
    }

    @Test
    public void the_end_of_a_block_says_good_bye() {
        String name = unique("block");
        try (LuaWebSocket socket = new LuaWebSocket(SERVER + "echo?name=" + name)) {
            socket.send("x", PATIENCE);
        }
        String seen = open("seen/" + name).receive(PATIENCE).text();
        assertTrue(seen, seen.contains("\"code\":1000"));
    }

    @Test
    public void a_forgotten_connection_is_ended() {
        String name = unique("lost");
        new LuaWebSocket(SERVER + "silent?name=" + name);
        LuaWebSocket watch = open("seen/" + name);
        WebSocketMessage seen = null;
        for (int tries = 0; seen == null && tries < 1_000; tries++) {
            System.gc();
            try {
                seen = watch.receive(Duration.ofMillis(20));
            } catch (LuaTimeoutException notYet) {
                continue;
            }
        }
        assertTrue(String.valueOf(seen), seen != null && seen.text().contains("\"code\":1006"));
    }

    @Test
    public void close_ends_a_receive_of_another_thread() throws Exception {
        LuaWebSocket socket = open("silent");
        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                outcome.set(socket.receive());
            } catch (LuaVmException error) {
                outcome.set(error.status());
            }
        });
        thread.start();
        socket.close();
        thread.join();
        assertEquals(Status.CLOSED, outcome.get());
    }

    @Test
    public void messages_of_many_threads_do_not_mix() throws Exception {
        LuaWebSocket socket = open("echo");
        List<String> texts =
            IntStream.range(0, 40).mapToObj(i -> Integer.toString(i % 10).repeat(40_000)).sorted().collect(Collectors.toList());
        List<Thread> threads = new ArrayList<>();
        for (String text : texts) {
            threads.add(new Thread(() -> socket.send(text, PATIENCE)));
        }
        threads.forEach(Thread::start);
        List<String> received = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            received.add(socket.receive(PATIENCE).text());
        }
        for (Thread thread : threads) {
            thread.join();
        }
        received.sort(null);
        assertEquals(texts, received);
    }

    @Test
    public void bounds_hold() {
        WebSocketOptions bounded = WebSocketOptions.DEFAULT.maxBytes(1_000).queueBytes(2_000).ping(Limit.FOREVER);
        assertThrows(OutputLimitException.class, () -> open("big/1001", bounded).receive(PATIENCE));
        assertEquals(1_000, open("big/1000", bounded).receive(PATIENCE).bytes().length);
        assertThrows(NetworkException.class, () -> open("redirect"));
        LuaWebSocket dying = open("die");
        dying.send("x");
        assertThrows(NetworkException.class, () -> dying.receive(PATIENCE));
        LuaVmProcess.configure(ProcessOptions.DEFAULT.webSocketCap(1));
        try {
            opened.forEach(LuaWebSocket::close);
            LuaWebSocket one = open("silent");
            assertThrows(QuotaException.class, () -> open("silent"));
            one.close();
            open("silent").close();
        } finally {
            LuaVmProcess.configure(ProcessOptions.DEFAULT);
        }
    }

    @Test
    public void the_handshake_has_headers_and_protocols() {
        WebSocketOptions options = WebSocketOptions.DEFAULT.header("X-One", "1").header("X-Empty", "").timeout(PATIENCE);
        String headers = open("headers", options).receive(PATIENCE).text();
        assertTrue(headers, headers.contains("\"x-one\":\"1\"") && headers.contains("\"x-empty\":\"\""));
        assertEquals("v2", open("protocol", options.protocols("v3", "v2")).receive(PATIENCE).text());
    }

    @Test
    public void what_is_impossible_is_refused() {
        for (String url : new String[] {"http://127.0.0.1/", "ws://a b/", "ws://", ""}) {
            assertThrows(url, ArgumentException.class, () -> new LuaWebSocket(url));
        }
        WebSocketOptions none = WebSocketOptions.DEFAULT;
        for (WebSocketOptions options : new WebSocketOptions[] {
            none.header("X", "a\r\nEvil: 1"), none.header("Upgrade", "x"), none.protocols("a b"), none.queueBytes(2L << 30)
        }) {
            assertThrows(ArgumentException.class, () -> open("echo", options));
        }
        assertThrows(ArgumentException.class, () -> none.header("X", "\u20ac"));
        assertThrows(IllegalArgumentException.class, () -> none.timeout(Duration.ZERO));
        LuaWebSocket socket = open("echo");
        for (int code : new int[] {999, 1005, 1006, 5000, 0, -1}) {
            assertThrows(Integer.toString(code), ArgumentException.class, () -> socket.close(code, ""));
        }
        assertThrows(ArgumentException.class, () -> socket.close(1000, "x".repeat(124)));
        assertThrows(ArgumentException.class, () -> socket.send("\ud83d"));
        socket.send("it goes on");
        assertEquals("it goes on", socket.receive(PATIENCE).text());
    }

    @Test
    public void a_policy_holds_until_it_is_closed() {
        LuaPolicy policy = new LuaPolicy("""
            {"version": 1, "ws": {"hosts": [{"host": "127.0.0.1", "schemes": ["ws"], "ports": [%s]}],
             "addresses": {"allow": ["127.0.0.1"]}, "message": "1KiB"}}
            """.formatted(PORT));
        WebSocketOptions options = WebSocketOptions.DEFAULT.policy(policy);
        LuaWebSocket socket = open("echo", options);
        assertThrows(ArgumentException.class, () -> socket.send("x".repeat(1_025)));
        assertThrows(SandboxException.class, () -> new LuaWebSocket("ws://127.0.0.1:1/", options));
        policy.close();
        ClosedException error = assertThrows(ClosedException.class, () -> open("echo", options));
        assertTrue(error.getMessage(), error.getMessage().contains("policy"));
        socket.send("x".repeat(1_024));
        assertEquals(1_024, socket.receive(PATIENCE).bytes().length);
        try (LuaPolicy nothing = new LuaPolicy("{\"version\": 1}")) {
            assertThrows(SandboxException.class, () -> open("echo", WebSocketOptions.DEFAULT.policy(nothing)));
        }
    }

    @Test
    public void where_there_is_no_memory_nothing_is_left() {
        LuaWebSocket socket = open("echo");
        for (long nth = 1;; nth++) {
            socket.send("x".repeat(100_000));
            LuaVmProcess.failAllocations(nth, false);
            try {
                socket.receive(PATIENCE);
            } catch (MemoryLimitException | QuotaException noMemory) {
                assertFalse(noMemory.getMessage().isEmpty());
            }
            if (LuaVmProcess.failAllocations(0, false) < nth) {
                return;
            }
        }
    }
}
