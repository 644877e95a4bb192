package tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.luavm.*;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.junit.Test;

public final class LifetimeTest extends Fixture {
    /** Collects until the forgotten VMs are gone, or fails. */
    private static void awaitCount(long expected) throws InterruptedException {
        for (int tries = 0; LuaVmProcess.statistics().vmCount() > expected && tries < 1000; tries++) {
            System.gc();
            Thread.sleep(5);
        }
        assertEquals(expected, LuaVmProcess.statistics().vmCount());
    }

    @Test
    public void a_closed_VM_says_so() {
        assertFalse(vm.isClosed());
        vm.close();
        vm.close();
        assertTrue(vm.isClosed());
        for (org.junit.function.ThrowingRunnable use : new org.junit.function.ThrowingRunnable[] {
            () -> vm.eval("return 1"), () -> vm.run("return 1"), vm::memory, vm::interrupt, vm::reset,
            () -> vm.gc().collect()
        }) {
            assertThrows(ClosedException.class, use);
        }
        assertTrue(vm.toString(), vm.toString().endsWith("closed]"));
    }

    @Test
    public void close_ends_what_runs() throws Exception {
        LuaVmProcess.Statistics before = LuaVmProcess.statistics();
        LuaVm other = LuaVm.builder().build();
        try (Endless endless = new Endless(other)) {
            other.close();
            assertSame(Status.CLOSED, endless.result().status());
        }
        assertEquals(before.vmCount(), LuaVmProcess.statistics().vmCount());
        assertEquals(before.memoryBytes(), LuaVmProcess.statistics().memoryBytes());
    }

    @Test
    public void VMs_may_be_closed_in_any_order() {
        long before = LuaVmProcess.statistics().vmCount();
        Deque<LuaVm> open = new ArrayDeque<>();
        for (int i = 0; i < 20; i++) {
            open.add(LuaVm.builder().build());
        }
        open.removeFirst().close();
        open.removeLast().close();
        for (LuaVm each : open) {
            assertEquals(1L, each.eval("return 1"));
        }
        open.forEach(LuaVm::close);
        assertEquals(before, LuaVmProcess.statistics().vmCount());
    }

    @Test
    public void a_forgotten_VM_is_closed() throws Exception {
        long before = LuaVmProcess.statistics().vmCount();
        for (int i = 0; i < 50; i++) {
            LuaVm.builder().build().eval("x = 1");
        }
        awaitCount(before);
    }

    @Test
    public void a_VM_used_for_the_last_time_is_not_closed_under_it() throws Exception {
        long before = LuaVmProcess.statistics().vmCount();
        for (int i = 0; i < 20; i++) {
            LuaResult result = LuaVm.builder().build().run("local n = 0 for i = 1, 300000 do n = n + 1 end return n");
            assertEquals(300_000L, result.orThrow().value());
            System.gc();
        }
        awaitCount(before);
    }

    @Test
    public void reset_throws_away_what_scripts_left() {
        EvalOptions keep = EvalOptions.DEFAULT.keepGlobals();
        vm.eval("x = 1", keep);
        assertEquals(1L, vm.eval("return x", keep));
        assertNull(vm.eval("return x"));
        vm.reset();
        assertNull(vm.eval("return x", keep));
    }

    @Test
    public void the_collector_can_be_steered() {
        EvalOptions keep = EvalOptions.DEFAULT.keepGlobals();
        vm.eval("x = {} for i = 1, 10000 do x[i] = {} end", keep);
        vm.eval("x = nil", keep);
        assertTrue(vm.gc().collect() > 100_000);
        vm.gc().stop();
        vm.gc().restart();
        vm.gc().generational();
        vm.gc().incremental();
        while (!vm.gc().step(0)) {
            assertFalse(vm.isClosed());
        }
        assertTrue(vm.memory().gcCount() > 0);
    }

    @Test
    public void a_cap_on_VMs_is_kept() {
        int alive = (int) LuaVmProcess.statistics().vmCount();
        LuaVmProcess.configure(alive + 1, 0);
        try (LuaVm last = LuaVm.builder().build()) {
            QuotaException error = assertThrows(QuotaException.class, () -> LuaVm.builder().build());
            assertFalse(error.getMessage().isEmpty());
            assertEquals(1L, last.eval("return 1"));
            assertEquals(alive + 1, LuaVmProcess.statistics().vmCap());
        } finally {
            LuaVmProcess.configure(0, 0);
        }
    }

    @Test
    public void the_caps_of_services_are_set() {
        try {
            ProcessOptions options = ProcessOptions.DEFAULT.httpCap(3).webSocketCap(2).cacheBytes(1 << 20);
            LuaVmProcess.configure(options.cacheCompressBytes(Limit.UNLIMITED));
            LuaVmProcess.Statistics now = LuaVmProcess.statistics();
            assertEquals(3, now.httpCap());
            assertEquals(2, now.webSocketCap());
            assertEquals(1 << 20, now.cacheBytes());
            assertEquals(Limit.UNLIMITED, now.cacheCompressBytes());
            ArgumentException error = assertThrows(
                ArgumentException.class, () -> LuaVmProcess.configure(options.caFile("missing.pem")));
            assertTrue(error.getMessage().contains("missing.pem"));
            assertThrows(IllegalArgumentException.class, () -> options.httpCap(0));
        } finally {
            LuaVmProcess.configure(ProcessOptions.DEFAULT);
        }
    }

    @Test
    public void collections_of_Java_during_results_change_nothing() throws Exception {
        Thread collector = new Thread(() -> {
            while (!Thread.interrupted()) {
                System.gc();
            }
        });
        collector.start();
        try {
            Map<Integer, Object> kept = new HashMap<>();
            for (int i = 0; i < 300; i++) {
                kept.put(i % 7, vm.eval("local t = {} for i = 1, 2000 do t[i] = {i, tostring(i)} end return t"));
                assertEquals(
                    "[2000, 2000]", ((java.util.List<?>) kept.get(i % 7)).get(1999).toString());
            }
        } finally {
            collector.interrupt();
            collector.join();
        }
    }

    @Test
    public void evals_leave_nothing_in_the_library() {
        long blocks = LuaVmProcess.statistics().blockCount();
        for (String source : new String[] {"return {1}", "error('no')", "x x", "while true do end"}) {
            vm.run(source, EvalOptions.DEFAULT.fuel(1000));
        }
        assertThrows(io.luavm.ArgumentException.class, () -> LuaVm.builder().memoryLimit(1).build());
        assertEquals(blocks, LuaVmProcess.statistics().blockCount());
    }
}
