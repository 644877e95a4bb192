package tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.luavm.*;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Chunks, functions of scripts, globals. */
public final class FunctionsTest extends Fixture {
    @Test
    public void a_chunk_is_loaded_once_and_called_often() {
        try (LuaFunction add = vm.load("local a, b = ... n = (n or 0) + 1 return a + b, n")) {
            for (long i = 1; i <= 100; i++) {
                assertEquals(List.of(2 * i, i), add.run(i, i).values());
            }
            assertEquals(5.0, add.call(2, 3.0));
        }
    }

    @Test
    public void chunks_do_not_share_their_globals_unless_asked_to() {
        EvalOptions keep = EvalOptions.DEFAULT.keepGlobals();
        vm.load("x = 1").call();
        assertNull(vm.load("return x").call());
        vm.load("x = 1", keep).call();
        assertEquals(1L, vm.load("return x", keep).call());
        assertEquals(1L, vm.get("x"));
    }

    @Test
    public void a_chunk_that_is_no_Lua_is_a_syntax_error() {
        LuaSyntaxException error =
            assertThrows(LuaSyntaxException.class, () -> vm.load("return return", EvalOptions.named("f.lua")));
        assertEquals("f.lua", error.source());
        assertEquals(2L, vm.load("return 1 + 1").call());
    }

    @Test
    public void a_function_of_a_script_can_be_called() {
        LuaFunction counter = (LuaFunction) vm.eval("local n = 0 return function(by) n = n + by return n end");
        assertEquals(2L, counter.call(2));
        assertEquals(5L, counter.call(3));
        assertSame(vm, counter.vm());
        assertEquals(LuaReference.Kind.FUNCTION, counter.kind());
        counter.close();
        counter.close();
        assertTrue(counter.isClosed());
        assertThrows(IllegalStateException.class, counter::call);
    }

    @Test
    public void functions_in_tables_can_be_called_and_go_in_again() {
        LuaTable module = (LuaTable) vm.eval("return {double = function(x) return 2 * x end, name = 'm'}");
        LuaFunction twice = (LuaFunction) module.get("double");
        assertEquals(42L, twice.call(21));
        assertEquals(8L, vm.load("local f, x = ... return f(f(x))").call(twice, 2));
        assertEquals(8L, vm.load("local t = ... return t.f(4)").call(Map.of("f", twice)));
    }

    @Test
    public void a_call_has_limits_of_its_own() {
        LuaFunction endless = vm.load("while true do end");
        assertThrows(FuelException.class, () -> endless.call(EvalOptions.DEFAULT.fuel(1000)));
        assertThrows(LuaTimeoutException.class, () -> endless.call(EvalOptions.DEFAULT.timeout(Duration.ofMillis(20))));
        assertSame(Status.FUEL, endless.run(EvalOptions.DEFAULT.fuel(1000)).status());
        assertEquals("x\n", vm.load("print(...)").run("x").output());
    }

    @Test
    public void an_error_value_of_any_kind_is_told() {
        assertEquals("script:1: no", assertThrows(LuaRuntimeException.class, () -> vm.eval("error('no')")).value());
        LuaRuntimeException table = assertThrows(LuaRuntimeException.class, () -> vm.eval("error({code = 7})"));
        assertEquals(7L, ((LuaTable) table.value()).get("code"));
        assertEquals(5L, assertThrows(LuaRuntimeException.class, () -> vm.eval("error(5)")).value());
        assertNull(assertThrows(LuaRuntimeException.class, () -> vm.eval("error()")).value());
    }

    @Test
    public void globals_are_read_and_written_by_path() {
        vm.set("limits", Map.of("rate", 2.5, "tags", List.of("a", "b")));
        assertEquals(5.0, vm.eval("return limits.rate * #limits.tags"));
        assertEquals(2.5, vm.get("limits.rate"));
        assertEquals(List.of("a", "b"), vm.get("limits.tags"));
        vm.set("limits.cpu.max", 7);
        assertEquals(7L, vm.eval("return limits.cpu.max"));
        assertNull(vm.get("limits.none.deeper"));
        vm.set("limits", null);
        assertNull(vm.get("limits"));
        assertThrows(ArgumentException.class, () -> vm.set("", 1));
        assertThrows(ArgumentException.class, () -> vm.get("x".repeat(5000)));
        assertTrue(((LuaTable) vm.get("", EvalOptions.DEFAULT.shallow())).size() > 10);
    }

    @Test
    public void a_path_through_something_else_is_refused() {
        vm.set("n", 1);
        assertThrows(ArgumentException.class, () -> vm.set("n.x", 1));
        assertNull(vm.get("n.x"));
    }

    @Test
    public void scripts_cannot_write_what_is_read_only() {
        vm.setReadOnly("config", Map.of("inner", Map.of("x", 1)));
        assertThrows(LuaVmException.class, () -> vm.eval("config.x = 2"));
        assertThrows(LuaVmException.class, () -> vm.eval("config.inner.x = 2"));
        assertEquals(1L, vm.eval("return config.inner.x"));
    }

    @Test
    public void a_global_function_is_called_by_its_path() {
        vm.eval("game = {} function game.double(x) return 2 * x end", EvalOptions.DEFAULT.keepGlobals());
        assertEquals(42L, vm.call("game.double", 21));
        assertEquals("LUA", vm.call("string.upper", "lua"));
        assertThrows(LuaVmException.class, () -> vm.call("game.none"));
    }

    @Test
    public void shared_tables_are_refused_where_asked() {
        LuaVmException error = assertThrows(
            LuaRuntimeException.class, () -> vm.eval("local t = {} return {a = t, b = t}",
                EvalOptions.DEFAULT.refuseShared()));
        assertTrue(error.getMessage(), error.getMessage().contains("a") && error.getMessage().contains("b"));
    }

    @Test
    public void a_function_of_another_VM_is_refused() {
        try (LuaVm other = LuaVm.builder().build()) {
            LuaFunction foreign = (LuaFunction) other.eval("return print");
            ArgumentException error =
                assertThrows(ArgumentException.class, () -> vm.set("list", List.of(1, foreign)));
            assertTrue(error.getMessage(), error.getMessage().contains("list[2] belongs to another VM"));
        }
    }

    @Test
    public void after_a_reset_functions_are_of_no_use() {
        LuaFunction old = vm.load("return 1");
        vm.set("x", 1);
        vm.reset();
        assertThrows(ArgumentException.class, old::call);
        assertNull(vm.get("x"));
        old.close();
        assertNotSame(old, vm.load("return 1"));
    }

    @Test
    public void a_function_of_a_closed_VM_says_so() {
        LuaFunction orphan = vm.load("return 1");
        vm.close();
        assertThrows(ClosedException.class, orphan::call);
        assertThrows(ClosedException.class, orphan::keep);
        orphan.close();
    }
}
