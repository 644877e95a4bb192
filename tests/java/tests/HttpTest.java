package tests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.luavm.*;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** HTTP of the program's own, against the JDK's server. */
public final class HttpTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private String url;
    private long blocks;

    @Before
    public void serve() throws IOException {
        blocks = LuaVmProcess.statistics().blockCount();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/hello", exchange -> {
            exchange.getResponseHeaders().add("X-One", "caf\u00e9");
            exchange.getResponseHeaders().add("X-One", "2");
            answer(exchange, 200, "hello".getBytes(StandardCharsets.UTF_8));
        });
        server.createContext("/echo", exchange -> {
            exchange.getResponseHeaders().add("X-Method", exchange.getRequestMethod());
            exchange.getResponseHeaders().add("X-Back", exchange.getRequestHeaders().get("X-Sent").toString());
            answer(exchange, 404, exchange.getRequestBody().readAllBytes());
        });
        server.createContext("/away", exchange -> {
            exchange.getResponseHeaders().add("Location", "/hello");
            answer(exchange, 302, new byte[0]);
        });
        server.createContext("/silent", exchange -> {
            try {
                over.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @After
    public void stop() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
        assertEquals(blocks, LuaVmProcess.statistics().blockCount());
    }

    private static void answer(HttpExchange exchange, int code, byte[] body) throws IOException {
        exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    public void a_get_answers_with_all_there_is() {
        HttpAnswer answer = LuaHttp.get(url + "/hello?a=b");
        assertEquals(200, answer.statusCode());
        assertEquals("hello", answer.text());
        assertArrayEquals("hello".getBytes(StandardCharsets.UTF_8), answer.body());
        assertEquals(url + "/hello?a=b", answer.url());
        assertEquals(0, answer.redirects());
        assertTrue(answer.time().toNanos() > 0);
        assertEquals(Optional.of("caf\u00e9"), answer.header("x-ONE"));
        assertEquals(Optional.empty(), answer.header("x-two"));
        assertEquals(2, answer.headers().stream().filter(each -> each.getKey().equalsIgnoreCase("x-one")).count());
        assertThrows(UnsupportedOperationException.class, () -> answer.headers().add(Map.entry("a", "b")));
        assertEquals("HttpAnswer[200 " + url + "/hello?a=b, 5 bytes]", answer.toString());
    }

    @Test
    public void a_request_sends_its_method_headers_and_body() {
        byte[] all = new byte[100_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        HttpOptions options = HttpOptions.DEFAULT.header("X-Sent", "1").header("X-Sent", "caf\u00e9").header("X-Empty", "")
            .timeout(Duration.ofMinutes(1)).maxBytes(Limit.UNLIMITED);
        HttpAnswer answer = LuaHttp.request("PUT", url + "/echo", options.body(all));
        assertEquals(404, answer.statusCode());
        assertArrayEquals(all, answer.body());
        assertEquals(Optional.of("PUT"), answer.header("x-method"));
        assertEquals(Optional.of("[1, caf\u00e9]"), answer.header("x-back"));
        assertEquals("gr\u00fc\u00dfe", LuaHttp.request("POST", url + "/echo", options.body("gr\u00fc\u00dfe")).text());
        for (ByteBuffer buffer : new ByteBuffer[] {ByteBuffer.allocate(8), ByteBuffer.allocateDirect(8)}) {
            buffer.put(2, (byte) 'a').put(3, (byte) 'b').position(2).limit(4);
            assertEquals("ab", LuaHttp.request("POST", url + "/echo", options.body(buffer)).text());
            assertEquals(2, buffer.remaining());
        }
    }

    @Test
    public void options_leave_those_they_come_from_as_they_are() {
        HttpOptions one = HttpOptions.DEFAULT.header("X-Sent", "1");
        one.header("X-Sent", "2").maxBytes(1).keepRedirects().body("none");
        HttpAnswer answer = LuaHttp.request("POST", url + "/echo", one.body("yes"));
        assertEquals(Optional.of("[1]"), answer.header("x-back"));
        assertEquals("yes", answer.text());
    }

    @Test
    public void redirects_are_followed_or_are_answers() {
        HttpAnswer followed = LuaHttp.get(url + "/away");
        assertEquals("hello", followed.text());
        assertEquals(url + "/hello", followed.url());
        assertEquals(1, followed.redirects());
        HttpAnswer kept = LuaHttp.get(url + "/away", HttpOptions.DEFAULT.keepRedirects());
        assertEquals(302, kept.statusCode());
        assertEquals(Optional.of("/hello"), kept.header("location"));
    }

    @Test
    public void what_a_server_does_not_do_has_its_exception() {
        assertThrows(OutputLimitException.class, () -> LuaHttp.get(url + "/hello", HttpOptions.DEFAULT.maxBytes(4)));
        LuaTimeoutException late = assertThrows(LuaTimeoutException.class,
            () -> LuaHttp.get(url + "/silent", HttpOptions.DEFAULT.timeout(Duration.ofMillis(50))));
        assertTrue(late.getMessage(), late.getMessage().contains("50 ms"));
        server.stop(0);
        NetworkException error = assertThrows(NetworkException.class, () -> LuaHttp.get(url + "/hello"));
        assertTrue(error.getMessage(), error.getMessage().contains("refuses"));
    }

    @Test
    public void what_is_no_request_is_refused() {
        assertThrows(ArgumentException.class, () -> LuaHttp.get("ftp://127.0.0.1/"));
        assertThrows(ArgumentException.class, () -> LuaHttp.request("G T", url, HttpOptions.DEFAULT));
        assertThrows(ArgumentException.class, () -> LuaHttp.request("", url, HttpOptions.DEFAULT));
        assertThrows(IllegalArgumentException.class, () -> HttpOptions.DEFAULT.timeout(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> HttpOptions.DEFAULT.maxBytes(0));
        String[][] wrong = {{"X-One", "1\r\nX-Two: 2"}, {"X One", "1"}, {"Host", "example.com"}};
        for (String[] field : wrong) {
            HttpOptions options = HttpOptions.DEFAULT.header(field[0], field[1]);
            assertThrows(field[0], ArgumentException.class, () -> LuaHttp.get(url + "/hello", options));
        }
        assertThrows(ArgumentException.class, () -> HttpOptions.DEFAULT.header("X-One", "\u20ac"));
    }

    @Test
    public void a_policy_holds_until_it_is_closed() {
        try (LuaPolicy none = new LuaPolicy("{\"version\": 1}")) {
            assertThrows(SandboxException.class, () -> LuaHttp.get(url + "/hello", HttpOptions.DEFAULT.policy(none)));
        }
        LuaPolicy policy = new LuaPolicy("""
            {"version": 1, "http": {"hosts": [{"host": "127.0.0.1", "schemes": ["http"], "ports": [%d]}],
             "addresses": {"allow": ["127.0.0.1"]}}}
            """.formatted(server.getAddress().getPort()));
        HttpOptions options = HttpOptions.DEFAULT.policy(policy);
        assertEquals(200, LuaHttp.get(url + "/hello", options).statusCode());
        policy.close();
        ClosedException error = assertThrows(ClosedException.class, () -> LuaHttp.get(url + "/hello", options));
        assertTrue(error.getMessage(), error.getMessage().contains("policy"));
        assertEquals(200, LuaHttp.get(url + "/hello", options.policy(null)).statusCode());
    }

    @Test
    public void many_threads_ask_at_once() throws Exception {
        HttpOptions options = HttpOptions.DEFAULT.header("X-Sent", "1");
        var answers = new java.util.ArrayList<java.util.concurrent.Future<String>>();
        for (int i = 0; i < 40; i++) {
            String text = Integer.toString(i).repeat(1_000);
            answers.add(threads.submit(() -> LuaHttp.request("POST", url + "/echo", options.body(text)).text()));
        }
        for (int i = 0; i < 40; i++) {
            assertEquals(Integer.toString(i).repeat(1_000), answers.get(i).get());
        }
    }
}
