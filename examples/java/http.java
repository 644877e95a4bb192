// HTTP: what a host asks of a server, and what its scripts may. Start examples/server.py first.
//
//   java -cp out/java/luavm.jar examples/java/http.java
import io.luavm.HttpAnswer;
import io.luavm.HttpOptions;
import io.luavm.LuaHttp;
import io.luavm.LuaPolicy;
import io.luavm.LuaResult;
import io.luavm.LuaVm;
import io.luavm.LuaVmException;
import java.net.URI;
import java.time.Duration;

class Http {
    private static final String DOCUMENT = """
        {"version": 1, "json": true,
         "http": {"hosts": [{"host": "127.0.0.1", "schemes": ["http"], "ports": [%d]}],
                  "addresses": {"allow": ["127.0.0.1"]}}}
        """;

    private static void show(String method, String url, HttpOptions options) {
        try {
            HttpAnswer answer = LuaHttp.request(method, url, options);
            System.out.println(answer.statusCode() + ": " + answer.text());
        } catch (LuaVmException error) { // its message says why
            System.out.println(error.status());
        }
    }

    private static void script(LuaVm vm, String source) {
        LuaResult result = vm.run(source);
        System.out.println("script: " + (result.ok() ? result.value() : result.status()));
    }

    public static void main(String[] arguments) {
        String base = arguments.length > 0 ? arguments[0] : "http://127.0.0.1:8765";
        HttpOptions options = HttpOptions.DEFAULT;
        show("GET", base + "/hello", options);
        show("GET", base + "/nowhere", options); // 404 is an answer like any other
        show("POST", base + "/echo",
            options.header("content-type", "text/plain").body("posted").timeout(Duration.ofSeconds(5)));
        show("GET", base + "/big/1000000", options.maxBytes(1000)); // a body over its cap is not taken in
        show("GET", "http://127.0.0.1:1/", options); // nobody listens there

        // The module `http`, for scripts whose policy names the hosts.
        String document = DOCUMENT.formatted(URI.create(base).getPort());
        try (LuaPolicy policy = new LuaPolicy(document); LuaVm vm = LuaVm.builder().policy(policy).build()) {
            script(vm, "return http.get('" + base + "/json'):json().name");
            script(vm, "return http.get('" + base + "/away').body"); // redirects to an address that is not allowed
        }
    }
}
