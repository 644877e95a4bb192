package tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.luavm.EvalOptions;
import io.luavm.HostFunction;
import io.luavm.LuaFunction;
import io.luavm.LuaReference;
import io.luavm.LuaTable;
import io.luavm.LuaTableView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Values that stay in their VM: callbacks, live tables, coroutines. */
public final class ReferencesTest extends Fixture {
    private final List<LuaReference> kept = new ArrayList<>();

    @Test
    public void a_callback_that_is_kept_is_called_after_the_script() {
        vm.register("on_square", args -> kept.add(args.function(0).keep()));
        vm.eval("on_square(function(n) return n * n end)");
        assertEquals(9L, ((LuaFunction) kept.get(0)).call(3));
        kept.get(0).close();
        assertTrue(kept.get(0).isClosed());
        IllegalStateException error =
            assertThrows(IllegalStateException.class, () -> ((LuaFunction) kept.get(0)).call(3));
        assertEquals("this Lua function is closed", error.getMessage());
    }

    @Test
    public void a_callback_that_is_not_kept_ends_with_its_call() {
        vm.register("take", args -> kept.add(args.function(0)) && args.function(0).call().equals(1L));
        assertEquals(true, vm.eval("return take(function() return 1 end)"));
        assertTrue(kept.get(0).isClosed());
        assertTrue(assertThrows(IllegalStateException.class, () -> ((LuaFunction) kept.get(0)).call()).getMessage()
            .contains("keep()"));
        assertThrows(IllegalStateException.class, () -> kept.get(0).keep());
        kept.get(0).close();
    }

    @Test
    public void callbacks_within_tables_can_be_kept_as_well() {
        vm.register("handlers", args -> kept.add(((LuaFunction) args.table(0).get("open")).keep()));
        vm.eval("handlers({open = function(x) return x .. '!' end})");
        assertEquals("now!", ((LuaFunction) kept.get(0)).call("now"));
    }

    @Test
    public void one_that_was_kept_can_be_kept_again() {
        LuaFunction first = (LuaFunction) vm.eval("return function() return 1 end");
        LuaFunction second = first.keep();
        first.close();
        assertEquals(1L, second.call());
        assertEquals(true, vm.load("local f, g = ... return f == g").call(second, second.keep()));
    }

    @Test
    public void a_million_callbacks_that_are_not_kept_need_no_room() {
        vm.register("take", args -> args.function(0) != null);
        long before = vm.memory().usedBytes();
        vm.eval("for i = 1, 100000 do take(function() return i end) end");
        vm.gc().collect();
        assertTrue(vm.memory().usedBytes() + " after " + before, vm.memory().usedBytes() < before + (64 << 10));
    }

    @Test
    public void a_closed_reference_gives_its_value_back() {
        vm.gc().collect();
        long before = vm.memory().usedBytes();
        LuaFunction heavy = (LuaFunction) vm.eval("local s = ('x'):rep(1 << 20) return function() return #s end");
        vm.gc().collect();
        assertTrue(vm.memory().usedBytes() > before + (1 << 20));
        heavy.close();
        vm.gc().collect();
        assertTrue(vm.memory().usedBytes() < before + (64 << 10));
    }

    @Test
    public void a_forgotten_reference_gives_its_value_back() throws Exception {
        vm.gc().collect();
        long before = vm.memory().usedBytes();
        vm.eval("local s = ('x'):rep(1 << 20) return function() return #s end");
        for (int tries = 0; tries < 1000; tries++) {
            System.gc();
            vm.gc().collect();
            if (vm.memory().usedBytes() < before + (64 << 10)) {
                return;
            }
            Thread.sleep(5);
        }
        throw new AssertionError("the reference is still there");
    }

    @Test
    public void a_view_reads_and_writes_the_table_itself() {
        EvalOptions keep = EvalOptions.DEFAULT.keepGlobals();
        vm.eval("state = {list = {1, 2, 3}, name = 'x'}", keep);
        try (LuaTableView state = (LuaTableView) vm.get("state", EvalOptions.DEFAULT.views())) {
            assertEquals("x", state.get("name"));
            state.set("name", "y");
            assertEquals("y", vm.eval("return state.name", keep));
            vm.eval("state.name = 'z'", keep);
            assertEquals("z", state.get("name"));
            state.set("name", null);
            assertNull(state.get("name"));
            LuaTableView list = (LuaTableView) state.get("list");
            assertEquals(3, list.length());
            list.set(4, Map.of("deep", true));
            assertEquals(true, vm.eval("return state.list[4].deep", keep));
            assertEquals(List.of(1L, 2L, 3L), ((List<?>) list.copy()).subList(0, 3));
            assertEquals(1, ((LuaTable) state.copy()).size());
        }
    }

    @Test
    public void a_view_is_walked_as_it_was() {
        LuaTableView view =
            (LuaTableView) vm.eval("return {10, 20, x = {1}}", EvalOptions.DEFAULT.views());
        List<Object> keys = new ArrayList<>();
        for (Map.Entry<Object, Object> entry : view) {
            keys.add(entry.getKey());
            view.set(entry.getKey(), null);
            if ("x".equals(entry.getKey())) {
                assertEquals(1, ((LuaTableView) entry.getValue()).length());
            }
        }
        assertEquals(List.of(1L, 2L, "x"), keys);
        assertFalse(view.iterator().hasNext());
    }

    @Test
    public void metamethods_run_for_a_view() {
        LuaTableView view = (LuaTableView) vm.eval(
            "return setmetatable({}, {__index = function(t, k) return k .. '!' end, __len = function() return 7 end, "
                + "__newindex = function(t, k, v) error('no ' .. k, 0) end})", EvalOptions.DEFAULT.views());
        assertEquals("x!", view.get("x"));
        assertEquals(7, view.length());
        assertEquals("no y", assertThrows(io.luavm.LuaRuntimeException.class, () -> view.set("y", 1)).getMessage());
    }

    @Test
    public void a_host_function_may_have_its_tables_as_views() {
        vm.register("fill", HostFunction.withViews(args -> {
            LuaTableView table = args.view(0);
            kept.add(table);
            table.set("filled", true);
            return table;
        }));
        assertEquals(true, vm.eval("local t = {} return fill(t) == t and t.filled"));
        assertThrows(IllegalStateException.class, () -> ((LuaTableView) kept.get(0)).get("filled"));
    }

    @Test
    public void a_coroutine_can_be_handed_around() {
        LuaReference routine = (LuaReference) vm.eval("return coroutine.create(function() return 5 end)");
        assertEquals(LuaReference.Kind.COROUTINE, routine.kind());
        assertEquals(5L, vm.run("return 1").ok() ? vm.load("return select(2, coroutine.resume(...))").call(routine)
            : null);
    }
}
