package tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.luavm.ArgumentException;
import io.luavm.EvalOptions;
import io.luavm.LuaClass;
import io.luavm.LuaRuntimeException;
import io.luavm.LuaTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Test;

/** Objects of Java that scripts use. */
public final class ObjectsTest extends Fixture {
    private static class Player {
        final String name;
        long points;

        Player(String name) {
            this.name = name;
        }
    }

    private static final class Guest extends Player implements Runnable {
        Guest() {
            super("guest");
        }

        @Override
        public void run() {
            throw new AssertionError("nobody runs a guest");
        }
    }

    private record Vector(double x, double y) {}

    private static final LuaClass<Player> PLAYER = LuaClass.builder(Player.class)
        .property("name", player -> player.name)
        .property("points", player -> player.points, (player, value) -> player.points = (Long) value)
        .method("award", (player, args) -> player.points += args.integer(0)).build();

    private static final LuaClass<Vector> VECTOR = LuaClass.builder(Vector.class).name("vector")
        .property("x", Vector::x).property("y", Vector::y)
        .operator("__add", (a, b) -> new Vector(((Vector) a).x + ((Vector) b).x, ((Vector) a).y + ((Vector) b).y))
        .operator("__mul", (a, b) -> a instanceof Vector v
            ? new Vector(v.x * number(b), v.y * number(b)) : new Vector(number(a) * ((Vector) b).x, 0))
        .operator("__eq", Object::equals)
        .method("__len", (vector, args) -> 2)
        .method("__call", (vector, args) -> args.integer(0) == 1 ? vector.x : vector.y)
        .method("__tostring", (vector, args) -> "(" + vector.x + ", " + vector.y + ")").build();

    private final Player ada = new Player("Ada");

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    @Before
    public void define() {
        vm.define(PLAYER);
        vm.define(VECTOR);
        vm.register("find", args -> args.string(0).equals("Ada") ? ada : null);
        vm.register("vector", args -> new Vector(args.number(0), args.number(1)));
    }

    @Test
    public void methods_and_properties_are_used() {
        assertEquals(
            List.of("Ada", 10L), vm.run("local p = find('Ada') p:award(10) return p.name, p.points").values());
        assertEquals(7L, vm.eval("local p = find('Ada') p.points = 7 return p.points"));
        assertEquals(7, ada.points);
    }

    @Test
    public void nothing_else_can_be_reached() {
        assertNull(vm.eval("return find('Ada').getClass"));
        assertEquals(false, vm.eval("return getmetatable(find('Ada')) == getmetatable('') "));
        for (String forbidden : new String[] {
            "find('Ada').name = 'x'", "find('Ada').other = 1", "find('Ada')[1] = 1", "find('Ada'):getClass()",
            "find('Ada').award(1, 2)", "return find('Ada') + 1", "find('Ada').award(vector(1, 2), 3)",
            "setmetatable(find('Ada'), {})"
        }) {
            assertThrows(forbidden, Exception.class, () -> vm.eval(forbidden));
        }
        assertEquals("Player cannot be changed in its property 'name'", assertThrows(
            IllegalArgumentException.class, () -> vm.eval("find('Ada').name = 'x'")).getMessage());
        assertEquals("Player has no property 'other'", assertThrows(
            IllegalArgumentException.class, () -> vm.eval("find('Ada').other = 1")).getMessage());
        assertEquals(0, ada.points);
    }

    @Test
    public void an_object_comes_out_as_itself() {
        assertSame(ada, vm.eval("return find('Ada')"));
        assertSame(ada, vm.load("return ...").call(ada));
        assertSame(ada, ((LuaTable) vm.eval("return {p = find('Ada')}")).get("p"));
        vm.set("player", ada);
        assertSame(ada, vm.get("player"));
        assertEquals("Ada", vm.eval("return player.name"));
        vm.register("same", args -> args.object(0, Player.class) == ada);
        assertEquals(true, vm.eval("return same(player)"));
        assertEquals("bad argument #1 to 'same' (Player expected, got Vector)", vm.eval(
            "return tostring(select(2, pcall(same, vector(1, 2))))"));
    }

    @Test
    public void the_same_object_is_equal_to_itself() {
        assertEquals(true, vm.eval("return find('Ada') == find('Ada')"));
        vm.set("other", new Player("Ada"));
        assertEquals(false, vm.eval("return find('Ada') == other"));
        assertEquals(true, vm.eval("return vector(1, 2) == vector(1, 2)"));
    }

    @Test
    public void operators_are_called_with_either_operand() {
        assertEquals("(4.0, 6.0)", vm.eval("return tostring(vector(1, 2) + vector(3, 4))"));
        assertEquals(new Vector(2, 4), vm.eval("return vector(1, 2) * 2"));
        assertEquals(new Vector(2, 0), vm.eval("return 2 * vector(1, 2)"));
        assertEquals(2L, vm.eval("return #vector(1, 2)"));
        assertEquals(2.0, vm.eval("return vector(1, 2)(2)"));
        assertTrue(vm.eval("return tostring(find('Ada'))").toString().startsWith("Player"));
    }

    @Test
    public void an_object_of_a_subclass_fits_and_is_not_taken_for_anything_else() {
        Guest guest = new Guest();
        assertEquals("guest", vm.load("return (...).name").call(guest));
        assertSame(guest, vm.load("return ...").call(guest));
        vm.gc().collect();
        vm.gc().collect();
        assertEquals("guest", vm.load("return (...).name").call(guest));
    }

    @Test
    public void a_class_that_is_not_defined_has_no_form() {
        assertThrows(ArgumentException.class, () -> vm.set("x", new Object()));
        assertThrows(IllegalArgumentException.class, () -> LuaClass.builder(Player.class)
            .method("__add", (player, args) -> null));
        assertThrows(IllegalArgumentException.class, () -> LuaClass.builder(Player.class)
            .operator("__len", (a, b) -> null));
        vm.define(LuaClass.builder(Guest.class).method("__gc", (guest, args) -> null).build());
        assertThrows(ArgumentException.class, () -> vm.set("x", new Guest()));
        assertEquals(1L, vm.eval("return 1"));
    }

    @Test
    public void exceptions_of_methods_and_properties_come_out_as_they_are() {
        IllegalStateException thrown = new IllegalStateException("no");
        vm.define(LuaClass.builder(Thread.class)
            .method("fail", (thread, args) -> {
                throw thrown;
            })
            .property("bad", thread -> {
                throw thrown;
            }, (thread, value) -> {
                throw thrown;
            }).build());
        vm.set("thread", new Thread());
        for (String use : new String[] {"thread:fail()", "return thread.bad", "thread.bad = 1"}) {
            assertSame(thrown, assertThrows(IllegalStateException.class, () -> vm.eval(use)));
        }
    }

    @Test
    public void a_definition_of_a_collection_goes_before_its_copy() {
        vm.define(LuaClass.builder(Stack.class)
            .method("push", (stack, args) -> stack.items.add(args.get(0)))
            .method("pop", (stack, args) -> stack.items.remove(stack.items.size() - 1)).build());
        Stack stack = new Stack();
        vm.set("stack", stack);
        assertEquals("b", vm.eval("stack:push('a') stack:push('b') return stack:pop()"));
        assertEquals(List.of("a"), stack.items);
    }

    private static final class Stack extends java.util.AbstractList<Object> {
        final List<Object> items = new ArrayList<>();

        @Override
        public Object get(int index) {
            return items.get(index);
        }

        @Override
        public int size() {
            return items.size();
        }
    }

    @Test
    public void objects_are_gone_after_a_reset_and_may_go_in_again() {
        vm.set("player", ada);
        vm.reset();
        assertNull(vm.get("player"));
        assertEquals("Ada", vm.eval("return find('Ada').name"));
        vm.set("players", Map.of("ada", ada));
        assertEquals("Ada", vm.eval("return players.ada.name", EvalOptions.DEFAULT.keepGlobals()));
    }

    @Test
    public void an_object_may_be_raised() {
        vm.set("player", ada);
        LuaRuntimeException error = assertThrows(LuaRuntimeException.class, () -> vm.eval("error(player)"));
        assertSame(ada, error.value());
    }
}
