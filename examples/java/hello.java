// A number out of Lua, and what it prints.
//
//   java -cp out/java/luavm.jar examples/java/hello.java
import io.luavm.LuaVm;

class Hello {
    public static void main(String[] arguments) {
        try (LuaVm vm = LuaVm.builder().build()) { // all default limits
            System.out.println(vm.eval("return 1 + 1"));
            // What a script prints never reaches System.out by itself; it comes with the result.
            System.out.print(vm.run("print(\"hello from Lua\")").output());
        }
    }
}
