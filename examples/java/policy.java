// One document says what scripts may use, here and in every other language. Start examples/server.py first.
//
//   java -cp out/java/luavm.jar examples/java/policy.java
import io.luavm.LuaPolicy;
import io.luavm.LuaResult;
import io.luavm.LuaVm;
import java.net.URI;

class Policy {
    private static final String[] SCRIPTS = {
        // what the policy allows
        "return http.get(base .. '/hello').body",
        "return #http.get(base .. '/json'):json().langs .. ' languages'",
        "cache.set('greeting', {text = 'hi'}) return cache.get('greeting').text",
        // and what it does not
        "return http.post(base .. '/echo', 'x').body",
        "return http.get(base .. '/away').body",
        "return http.get('http://10.0.0.1/').body",
        "return store.open('secrets')",
        "while true do end",
    };

    private static final String DOCUMENT = """
        {"version": 1, "limits": {"memory": "8MiB", "wall": "1s", "fuel": 10000000},
         "http": {"hosts": [{"host": "127.0.0.1", "ports": [%d], "schemes": ["http"], "methods": ["GET"]}],
                  "addresses": {"allow": ["127.0.0.1/32"]}},
         "cache": {"tenant": "example", "share": "1MiB"},
         "stores": {}}
        """;

    public static void main(String[] arguments) {
        String base = arguments.length > 0 ? arguments[0] : "http://127.0.0.1:8765";
        String document = DOCUMENT.formatted(URI.create(base).getPort());
        try (LuaPolicy policy = new LuaPolicy(document, "example.json");
            LuaVm vm = LuaVm.builder().policy(policy).build()) {
            vm.set("base", base);
            for (String source : SCRIPTS) {
                LuaResult result = vm.run(source);
                System.out.println(result.ok() ? "ok: " + result.value() : result.status().toString());
            }
        }
    }
}
