// A table that outlives VMs and the process: scripts count in it, the host reads it.
//
//   java -cp out/java/luavm.jar examples/java/store.java
import io.luavm.LuaPolicy;
import io.luavm.LuaStore;
import io.luavm.LuaStoreOptions;
import io.luavm.LuaVm;
import java.nio.charset.StandardCharsets;

class Store {
    private static final String VISIT = """
        local visits = store.open('visits')
        visits:transaction(function()
          visits.ada = (visits.ada or 0) + 1
          visits.pages = {'home', 'news'}
        end)
        return visits.ada
        """;

    // All or nothing: an error takes back what the transaction has written.
    private static final String FAILING = """
        local visits = store.open('visits')
        visits:transaction(function() visits.ada = 0 error('changed my mind') end)
        """;

    public static void main(String[] arguments) {
        String path = arguments.length > 0 ? arguments[0] : "visits.db";
        try (LuaStore store = new LuaStore("sqlite:" + path, new LuaStoreOptions().durable());
            // Scripts get the stores that their policy names, and no other.
            LuaPolicy policy = new LuaPolicy("{\"version\": 1, \"limits\": {\"wall\": \"2s\"}}").store("visits", store);
            LuaVm vm = LuaVm.builder().policy(policy).build()) {
            for (int i = 0; i < 3; i++) {
                System.out.println(vm.eval(VISIT) + " visits");
            }
            System.out.println(vm.run(FAILING).status());
            // The host reads and writes the same entries.
            System.out.println("ada: " + store.get("ada"));
            store.delete("ada");
            System.out.print(new String(store.export(), StandardCharsets.UTF_8));
        }
    }
}
