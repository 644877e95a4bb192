package tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.luavm.*;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Where memory ends, in the library or in Java, or Java's collector never rests, what was promised holds. */
public final class ScarcityTest extends Fixture {
    private static final class Box {}

    private static final LuaClass<Box> BOX = LuaClass.builder(Box.class).property("x", box -> 7)
        .method("self", (box, args) -> box).build();

    /** A little of everything; what it throws is part of it. */
    private static void use() {
        try (LuaTemplate template = new LuaTemplate().register("t.add", args -> args.integer(0) + 1).define(BOX);
            LuaVm vm = LuaVm.builder().template(template).build()) {
            vm.register("box", args -> new Box());
            vm.register("fail", args -> {
                throw new IllegalStateException("no");
            });
            vm.register("call", args -> args.function(0).keep().call(args.get(1)));
            vm.set("list", List.of(1, "x", Map.of("box", new Box())));
            try (LuaFunction chunk = vm.load("local f = ... return f(t.add(1)), list, box():self().x, pcall(fail)")) {
                chunk.run((HostFunction) args -> List.of(args.get(0)));
            }
            vm.run("return call(function(v) return v .. '!' end, 'x')");
            try (LuaTableView view = (LuaTableView) vm.get("list", EvalOptions.DEFAULT.views())) {
                view.get(3);
                view.copy();
            }
            vm.run("fail()");
        } catch (MemoryLimitException | LuaRuntimeException | ArgumentException failed) {
            assertTrue(failed.getMessage(), !failed.getMessage().isEmpty());
        }
    }

    @Test
    public void a_request_for_memory_that_fails_leaves_nothing_behind() throws Exception {
        use();
        LuaVmProcess.failAllocations(Limit.UNLIMITED, false);
        use();
        long requests = LuaVmProcess.failAllocations(0, false);
        assertTrue(requests + " requests", requests > 100);
        LuaVmProcess.Statistics before = LuaVmProcess.statistics();
        for (long nth = 1; nth <= requests; nth++) {
            for (boolean onward : new boolean[] {false, true}) {
                LuaVmProcess.failAllocations(nth, onward);
                try {
                    use();
                } finally {
                    LuaVmProcess.failAllocations(0, false);
                }
            }
        }
        LuaVmProcess.Statistics after = LuaVmProcess.statistics();
        assertEquals(before.vmCount(), after.vmCount());
        assertEquals(before.blockCount(), after.blockCount());
        assertEquals(before.memoryBytes(), after.memoryBytes());
    }

    @Test
    public void collections_of_Java_during_calls_change_nothing() throws Exception {
        Thread collector = new Thread(() -> {
            while (!Thread.interrupted()) {
                System.gc();
            }
        });
        collector.start();
        try {
            vm.define(BOX);
            vm.register("box", args -> new Box());
            vm.register("give", args -> vm.load("return " + args.get(0)));
            vm.register("pass", args -> args.function(0).keep());
            LuaFunction work = vm.load("local i = ... return give(i)(), pass(function() return i end)(), box():self().x");
            for (long i = 0; i < 1000; i++) {
                assertEquals(List.of(i, i, 7L), work.run(i).values());
            }
        } finally {
            collector.interrupt();
            collector.join();
        }
    }

    @Test
    public void a_result_that_does_not_fit_ends_the_script_as_its_own_would() {
        vm.register("large", args -> new byte[70 << 20]);
        assertThrows(MemoryLimitException.class, () -> vm.eval("return large()"));
        vm.register("list", args -> new long[5 << 20]);
        assertThrows(MemoryLimitException.class, () -> vm.eval("return list()"));
        assertEquals(1L, vm.eval("return 1"));
    }

    @Test
    public void memory_that_Java_lacks_is_an_error_that_comes_out() {
        long[] large = new long[1 << 16];
        vm.register("huge", args -> java.util.Collections.nCopies(4000, large.clone()).stream().map(long[]::clone)
            .toList());
        Throwable thrown = assertThrows(Throwable.class, () -> vm.eval("return huge()"));
        assertTrue(thrown.toString(), thrown instanceof OutOfMemoryError || thrown instanceof MemoryLimitException);
        assertEquals(1L, vm.eval("return 1"));
        assertEquals(false, vm.eval("return (pcall(huge))"));
    }

    @Test
    public void a_stack_that_ends_in_a_host_function_is_an_error_that_comes_out() {
        vm.register("deep", args -> endless(0));
        assertThrows(StackOverflowError.class, () -> vm.eval("deep()"));
        assertEquals(false, vm.eval("return (pcall(deep))"));
        assertEquals(1L, vm.eval("return 1"));
    }

    private static int endless(int n) {
        return 1 + endless(n + 1);
    }
}
