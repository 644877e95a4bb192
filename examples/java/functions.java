// Values, functions and objects between Java and Lua, both ways.
//
//   java -cp out/java/luavm.jar examples/java/functions.java
import io.luavm.LuaClass;
import io.luavm.LuaFunction;
import io.luavm.LuaVm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class Functions {
    static final class Player {
        final String name;
        long points;

        Player(String name) {
            this.name = name;
        }
    }

    static final class NoSuchPlayer extends Exception {
        private static final long serialVersionUID = 1L;

        NoSuchPlayer(String name) {
            super("no such player: " + name);
        }
    }

    private static Player find(Map<String, Player> players, String name) throws NoSuchPlayer {
        Player found = players.get(name);
        if (found == null) {
            throw new NoSuchPlayer(name);
        }
        return found;
    }

    public static void main(String[] arguments) {
        Map<String, Player> players = Map.of("Ada", new Player("Ada"));
        Map<String, Integer> prices = Map.of("apple", 20, "pear", 22);
        List<LuaFunction> callbacks = new ArrayList<>();

        try (LuaVm vm = LuaVm.builder().build()) {
            vm.set("limits", Map.of("rate", 2.5, "tags", List.of("a", "b")));
            System.out.println("limits: " + vm.eval("return limits.rate * #limits.tags"));

            vm.register("shop.price", args -> prices.get(args.string(0)));
            System.out.println("total: " + vm.eval("return shop.price('apple') + shop.price('pear')"));

            // What scripts may do with a Player is this and nothing else.
            vm.define(LuaClass.builder(Player.class)
                .property("name", player -> player.name)
                .property("points", player -> player.points)
                .method("award", (player, args) -> player.points += args.integer(0))
                .build());
            vm.register("find", args -> find(players, args.string(0)));
            List<Object> ada = vm.run("local p = find('Ada') p:award(10) return p.name, p.points").orThrow().values();
            System.out.println("player: " + ada.get(0) + ", " + ada.get(1) + " points");

            // An exception is an error in Lua; uncaught, it is the same exception again.
            String caught = "local ok, e = pcall(find, 'Bob') return tostring(e)";
            System.out.println("caught in Lua: " + vm.eval(caught));
            vm.run("find('Bob')").thrown().filter(NoSuchPlayer.class::isInstance)
                .ifPresent(thrown -> System.out.println("caught by host: " + thrown.getMessage()));

            // A function of the script ends with the call that it came with, unless it is kept.
            vm.register("on_square", args -> callbacks.add(args.function(0).keep()));
            vm.eval("on_square(function(n) return n * n end)");
            System.out.println("callback: 3 squared is " + callbacks.get(0).call(3));
            callbacks.forEach(LuaFunction::close);
        }
    }
}
