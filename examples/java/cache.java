// Two VMs of one tenant share what they worked out; another tenant sees none of it.
//
//   java -cp out/java/luavm.jar examples/java/cache.java
import io.luavm.LuaCache;
import io.luavm.LuaPolicy;
import io.luavm.LuaVm;

class Cache {
    private static final String SCRIPT = """
        local square = cache.get('square of 12')
        if square then return 'found ' .. square end
        cache.set('square of 12', 12 * 12, {ttl = 60})   -- gone after a minute
        return 'worked out ' .. 12 * 12
        """;

    public static void main(String[] arguments) {
        for (String tenant : new String[] {"ada", "ada", "bob"}) {
            String document = "{\"version\": 1, \"cache\": {\"tenant\": \"" + tenant + "\", \"share\": \"1MiB\"}}";
            try (LuaPolicy policy = new LuaPolicy(document); LuaVm vm = LuaVm.builder().policy(policy).build()) {
                System.out.println(tenant + ": " + vm.eval(SCRIPT));
            }
        }

        // The host has the same keys.
        LuaCache ada = new LuaCache("ada");
        System.out.println("host: " + ada.get("square of 12"));
        ada.delete("square of 12");
        System.out.println("host: " + ada.statistics().entryCount() + " left");
    }
}
