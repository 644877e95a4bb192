// Three scripts that would never end well, and a fourth in the same VM.
//
//   java -cp out/java/luavm.jar examples/java/limits.java
import io.luavm.EvalOptions;
import io.luavm.LuaVm;
import java.time.Duration;

class Limits {
    private static void show(LuaVm vm, String source, EvalOptions options) {
        System.out.println(vm.run(source, options).status() + ": " + source);
    }

    public static void main(String[] arguments) {
        EvalOptions plain = EvalOptions.DEFAULT;
        try (LuaVm vm = LuaVm.builder().memoryLimit(8 << 20).timeout(Duration.ofMinutes(1)).build()) {
            show(vm, "while true do end", plain.timeout(Duration.ofMillis(100)));
            show(vm, "local t = {} for i = 1, 1e9 do t[i] = (\"x\"):rep(1000) .. i end", plain);
            show(vm, "for i = 1, 1e9 do end", plain.fuel(1_000_000));
            show(vm, "return 'still here'", plain);
        }
    }
}
