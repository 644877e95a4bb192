package tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.luavm.BusyException;
import io.luavm.CancelledException;
import io.luavm.EvalOptions;
import io.luavm.LuaVm;
import io.luavm.Status;
import io.luavm.UnsupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.Test;

public final class ThreadsTest extends Fixture {
    private interface Work {
        void run() throws Exception;
    }

    private static List<Throwable> together(int count, Work work) throws Exception {
        List<Throwable> failures = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        CyclicBarrier start = new CyclicBarrier(count);
        for (int i = 0; i < count; i++) {
            threads.add(new Thread(() -> {
                try {
                    start.await();
                    work.run();
                } catch (Throwable failure) {
                    synchronized (failures) {
                        failures.add(failure);
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        return failures;
    }

    @Test
    public void a_second_thread_finds_the_VM_busy() throws Exception {
        try (Endless endless = new Endless(vm)) {
            assertThrows(BusyException.class, () -> vm.eval("return 1"));
            assertThrows(BusyException.class, () -> vm.run("return 1"));
            assertThrows(BusyException.class, vm::reset);
            assertThrows(BusyException.class, () -> vm.gc().collect());
            assertTrue(vm.memory().usedBytes() >= 1 << 20);
            assertTrue(endless.thread.isAlive());
        }
        assertEquals(1L, vm.eval("return 1"));
    }

    @Test
    public void interrupt_cancels_what_runs() throws Exception {
        try (Endless endless = new Endless(vm)) {
            vm.interrupt();
            assertSame(Status.CANCELLED, endless.result().status());
            assertFalse(endless.stillInterrupted);
        }
        assertEquals(1L, vm.eval("return 1"));
    }

    @Test
    public void interrupt_does_nothing_to_an_idle_VM() {
        vm.interrupt();
        assertEquals(1L, vm.eval("return 1"));
    }

    @Test
    public void an_interrupt_of_the_thread_cancels_its_script() throws Exception {
        try (Endless endless = new Endless(vm)) {
            endless.thread.interrupt();
            assertSame(Status.CANCELLED, endless.result().status());
            assertTrue(endless.stillInterrupted);
        }
        assertEquals(1L, vm.eval("return 1"));
    }

    @Test
    public void an_interrupted_thread_runs_no_script() {
        Thread.currentThread().interrupt();
        try {
            assertThrows(CancelledException.class, () -> vm.eval("x = 1", EvalOptions.DEFAULT.keepGlobals()));
            assertSame(Status.CANCELLED, vm.run("return 1").status());
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertEquals(null, vm.eval("return x", EvalOptions.DEFAULT.keepGlobals()));
    }

    @Test
    public void an_interrupt_at_any_moment_ends_the_script_and_hits_no_later_one() throws Exception {
        for (int i = 0; i < 300; i++) {
            AtomicReference<Object> outcome = new AtomicReference<>();
            Thread thread = new Thread(() -> {
                outcome.set(vm.run("while true do end").status());
                Thread.interrupted();
                outcome.set(outcome.get() + " " + vm.eval("local n = 0 for i = 1, 1000 do n = n + 1 end return n"));
            });
            thread.start();
            for (int spin = 0; spin < i * 50; spin++) {
                Thread.onSpinWait();
            }
            thread.interrupt();
            thread.join();
            assertEquals("cancelled 1000", outcome.get());
        }
    }

    @Test
    public void an_interrupted_thread_that_finds_the_VM_busy_stops_nobody() throws Exception {
        try (Endless endless = new Endless(vm)) {
            for (int i = 0; i < 200; i++) {
                Thread second = new Thread(() -> assertThrows(BusyException.class, () -> vm.eval("return 1")));
                second.start();
                second.interrupt();
                second.join();
            }
            assertTrue(endless.thread.isAlive());
        }
    }

    @Test
    public void many_threads_share_a_VM_by_turns() throws Exception {
        AtomicInteger done = new AtomicInteger();
        AtomicInteger busy = new AtomicInteger();
        List<Throwable> failures = together(8, () -> {
            for (int i = 0; i < 200; i++) {
                try {
                    assertEquals(1L, vm.eval("return 1"));
                    done.incrementAndGet();
                } catch (BusyException other) {
                    busy.incrementAndGet();
                }
            }
        });
        assertEquals(List.of(), failures);
        assertEquals(1600, done.get() + busy.get());
        assertTrue(done.get() > 0);
    }

    @Test
    public void each_thread_may_have_its_own_VM() throws Exception {
        List<Throwable> failures = together(8, () -> {
            try (LuaVm own = LuaVm.builder().build()) {
                for (int i = 0; i < 100; i++) {
                    assertEquals(
                        List.of(1000L, "x"), own.eval("local n = 0 for i = 1, 1000 do n = n + 1 end return {n, 'x'}"));
                }
            }
        });
        assertEquals(List.of(), failures);
    }

    @Test
    public void a_thread_with_a_small_stack_is_told_so() throws Exception {
        AtomicReference<Throwable> outcome = new AtomicReference<>();
        // So small that the system takes no stack of 1 MiB from a thread before it.
        Thread small = new Thread(
            null, () -> outcome.set(assertThrows(UnsupportedException.class, () -> vm.eval("return 1"))), "small",
            160 << 10);
        small.start();
        small.join();
        assertTrue(outcome.get().getMessage(), outcome.get().getMessage().contains("512 KiB"));
        assertEquals(1L, vm.eval("return 1"));
    }

    @Test
    public void at_any_depth_of_Javas_stack_a_deep_script_runs_or_is_refused() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        Thread thread = new Thread(null, () -> descend(ran, refused), "deep", 1 << 20);
        thread.start();
        thread.join();
        assertTrue(ran.get() + " ran, " + refused.get() + " refused", ran.get() > 0 && refused.get() > 0);
    }

    private void descend(AtomicInteger ran, AtomicInteger refused) {
        try {
            // C levels of Lua: as much C stack as a script can take.
            vm.run("local function f(s) return (s:gsub('.', f)) end return pcall(f, 'x')").orThrow();
            ran.incrementAndGet();
        } catch (UnsupportedException tooDeep) {
            if (refused.incrementAndGet() > 20) {
                return;
            }
        }
        step(40, () -> descend(ran, refused));
    }

    private static void step(int frames, Runnable then) {
        if (frames == 0) {
            then.run();
        } else {
            step(frames - 1, then);
        }
    }

    @Test
    public void a_virtual_thread_runs_scripts_where_Java_has_them() throws Exception {
        if (Runtime.version().feature() < 21) {
            assertThrows(
                NoSuchMethodException.class, () -> Thread.class.getMethod("startVirtualThread", Runnable.class));
            return;
        }
        AtomicReference<Object> outcome = new AtomicReference<>();
        Runnable work = () -> {
            outcome.set(vm.eval("return 1"));
            Thread.currentThread().interrupt();
            outcome.set(outcome.get() + " " + vm.run("while true do end").status());
        };
        ((Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work)).join();
        assertEquals("1 cancelled", outcome.get());
    }
}
