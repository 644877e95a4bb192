package tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;

import io.luavm.*;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Test;

/** What many VMs begin with. */
public final class TemplatesTest {
    private static final class Counter {
        long count;
    }

    private final AtomicLong calls = new AtomicLong();

    private LuaTemplate template() {
        return new LuaTemplate().register("game.count", args -> calls.incrementAndGet())
            .register("game.counter", args -> new Counter())
            .define(LuaClass.builder(Counter.class).method("up", (counter, args) -> ++counter.count).build());
    }

    @Test
    public void VMs_share_the_functions_of_their_template() {
        try (LuaTemplate template = template()) {
            LuaVmBuilder builder = LuaVm.builder().template(template);
            try (LuaVm one = builder.build(); LuaVm two = builder.build()) {
                assertEquals(1L, one.eval("return game.count()"));
                assertEquals(2L, two.eval("return game.count()"));
                assertEquals(2L, two.eval("local c = game.counter() c:up() return c:up()"));
                one.reset();
                assertEquals(3L, one.eval("return game.count()"));
            }
        }
    }

    @Test
    public void a_VM_keeps_what_its_template_had_when_it_was_made() {
        LuaTemplate template = template();
        LuaVm old = LuaVm.builder().template(template).build();
        template.register("game.count", args -> "new").register("later", args -> 1);
        try (LuaVm fresh = LuaVm.builder().template(template).build()) {
            assertEquals("new", fresh.eval("return game.count()"));
            assertEquals(1L, fresh.eval("return later()"));
        }
        assertEquals(1L, old.eval("return game.count()"));
        assertNull(old.eval("return later"));
        template.close();
        template.close();
        assertEquals(2L, old.eval("return game.count()"));
        old.reset();
        assertEquals(3L, old.eval("return game.count()"));
        old.close();
        assertThrows(ClosedException.class, () -> LuaVm.builder().template(template).build());
        assertThrows(ClosedException.class, () -> template.register("x", args -> 1));
    }

    @Test
    public void a_function_knows_which_VM_calls() {
        LuaVm[] caller = new LuaVm[1];
        try (LuaTemplate template = new LuaTemplate().register("who", args -> {
            caller[0] = args.vm();
            return null;
        }); LuaVm one = LuaVm.builder().template(template).build(); LuaVm two =
            LuaVm.builder().template(template).build()) {
            one.eval("who()");
            assertSame(one, caller[0]);
            two.eval("who()");
            assertSame(two, caller[0]);
        }
    }

    @Test
    public void a_name_that_cannot_be_is_refused() {
        try (LuaTemplate template = new LuaTemplate()) {
            assertThrows(ArgumentException.class, () -> template.register("", args -> 1));
            assertThrows(ArgumentException.class, () -> template.register("x".repeat(5000), args -> 1));
        }
    }
}
