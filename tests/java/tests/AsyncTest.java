package tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.luavm.*;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.Test;

/** evalAsync and callAsync. */
public final class AsyncTest extends Fixture {
    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final EvalOptions loop = EvalOptions.DEFAULT.executor(ready::add).sliceFuel(1000);

    /** Takes all turns that there are. Returns how many. */
    private int turn() {
        int turns = 0;
        for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
            task.run();
            turns++;
        }
        return turns;
    }

    private static Throwable failure(CompletableFuture<?> future) {
        return assertThrows(ExecutionException.class, future::get).getCause();
    }

    @Test
    public void a_script_runs_elsewhere() throws Exception {
        assertEquals(42L, vm.evalAsync("return 42").get());
        assertEquals(5L, vm.load("local a, b = ... return a + b").callAsync(2, 3).get());
        assertEquals(LuaSyntaxException.class, failure(vm.evalAsync("return return")).getClass());
        assertEquals(FuelException.class, failure(
            vm.evalAsync("while true do end", EvalOptions.DEFAULT.fuel(1_000_000))).getClass());
        assertEquals(LuaTimeoutException.class, failure(
            vm.evalAsync("while true do end", EvalOptions.DEFAULT.timeout(Duration.ofMillis(50)))).getClass());
        assertEquals(ArgumentException.class, failure(vm.load("").callAsync(new Object())).getClass());
        assertEquals(1L, vm.eval("return 1"));
    }

    @Test
    public void slices_of_several_scripts_take_turns_on_one_loop() {
        List<LuaVm> vms = new ArrayList<>();
        List<CompletableFuture<Object>> futures = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            LuaVm each = LuaVm.builder().build();
            vms.add(each);
            futures.add(each.evalAsync("for i = 1, 5000 do end return " + i, loop));
        }
        assertTrue(turn() >= 50);
        for (int i = 0; i < 10; i++) {
            assertEquals((long) i, futures.get(i).join());
            vms.get(i).close();
        }
    }

    @Test
    public void a_future_of_a_host_function_is_awaited() throws Exception {
        List<CompletableFuture<Object>> asked = new ArrayList<>();
        vm.register("ask", args -> {
            CompletableFuture<Object> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        });
        CompletableFuture<Object> sum = vm.evalAsync("return ask() + ask()", loop);
        turn();
        assertEquals(0, turn());
        asked.get(0).complete(20);
        turn();
        asked.get(1).complete(22);
        turn();
        assertEquals(42L, sum.join());
        CompletableFuture<Object> failing = vm.evalAsync("return ask()", loop);
        turn();
        IllegalStateException thrown = new IllegalStateException("no");
        asked.get(2).completeExceptionally(thrown);
        turn();
        assertSame(thrown, failure(failing));
    }

    @Test
    public void answers_come_from_other_threads() throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(2);
        try {
            vm.register("next", args -> CompletableFuture.supplyAsync(() -> args.integer(0) + 1, workers));
            EvalOptions there = EvalOptions.DEFAULT.executor(workers);
            String source = "local n = 0 for i = 1, 500 do n = next(n) end return n";
            for (int i = 0; i < 5; i++) {
                assertEquals(500L, vm.evalAsync(source, there).get());
                assertEquals(500L, vm.evalAsync(source).get());
                assertEquals(500L, vm.evalAsync(source, EvalOptions.DEFAULT.executor(Runnable::run)).get());
            }
        } finally {
            workers.shutdownNow();
        }
    }

    @Test
    public void an_executor_that_executes_at_once_needs_no_stack() {
        EvalOptions here = EvalOptions.DEFAULT.executor(Runnable::run).sliceFuel(100);
        assertEquals("done", vm.evalAsync("for i = 1, 1000000 do end return 'done'", here).join());
    }

    @Test
    public void cancelling_stops_a_script_that_runs() throws Exception {
        CompletableFuture<Object> endless = vm.evalAsync(
            Endless.SOURCE, EvalOptions.DEFAULT.sliceFuel(Limit.UNLIMITED - 1));
        while (vm.memory().usedBytes() < 1 << 20) {
            Thread.sleep(1);
        }
        assertTrue(endless.cancel(true));
        assertThrows(CancellationException.class, endless::get);
        awaitFree();
    }

    @Test
    public void cancelling_stops_a_script_between_its_slices() throws Exception {
        CompletableFuture<Object> endless = vm.evalAsync("while true do end", loop);
        for (int i = 0; i < 5; i++) {
            ready.remove().run();
        }
        endless.cancel(true);
        turn();
        assertEquals(1L, vm.eval("return 1"));
        CompletableFuture<Object> early = vm.evalAsync("x = 1", loop.keepGlobals());
        early.cancel(true);
        turn();
        assertEquals(null, vm.get("x"));
    }

    @Test
    public void cancelling_ends_a_script_that_waits() throws Exception {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        vm.register("ask", args -> answer);
        CompletableFuture<Object> waiting = vm.evalAsync("pcall(ask) while true do end", loop);
        turn();
        waiting.cancel(true);
        turn();
        assertEquals(1L, vm.eval("return 1"));
        answer.complete(1);
        assertEquals(0, turn());
        assertEquals(1L, vm.eval("return 1"));
    }

    @Test
    public void a_timeout_of_the_future_stops_the_script() throws Exception {
        CompletableFuture<Object> endless =
            vm.evalAsync("while true do end").orTimeout(20, java.util.concurrent.TimeUnit.MILLISECONDS);
        assertEquals(java.util.concurrent.TimeoutException.class, failure(endless).getClass());
        awaitFree();
    }

    /** The run ends soon after its future. */
    private void awaitFree() throws InterruptedException {
        while (true) {
            try {
                assertEquals(1L, vm.eval("return 1"));
                return;
            } catch (BusyException stopping) {
                Thread.sleep(1);
            }
        }
    }

    @Test
    public void cancelling_at_any_moment_leaves_the_VM_usable() throws Exception {
        vm.register("later", args -> CompletableFuture.supplyAsync(() -> 1));
        for (int i = 0; i < 300; i++) {
            CompletableFuture<Object> run = vm.evalAsync(
                "for i = 1, 1000 do later() end", EvalOptions.DEFAULT.sliceFuel(50));
            for (int spin = 0; spin < i * 30; spin++) {
                Thread.onSpinWait();
            }
            run.cancel(true);
            awaitFree();
            assertEquals(7L, vm.evalAsync("return 7").get());
        }
    }

    @Test
    public void a_second_run_of_a_busy_VM_fails() throws Exception {
        CompletableFuture<Object> first = vm.evalAsync("for i = 1, 10000 do end return 1", loop);
        ready.remove().run();
        CompletableFuture<Object> second = vm.evalAsync("return 2", loop);
        assertThrows(BusyException.class, () -> vm.run("return 3"));
        turn();
        assertEquals(1L, first.join());
        assertEquals(BusyException.class, failure(second).getClass());
    }

    @Test
    public void a_VM_closed_meanwhile_ends_its_run() throws Exception {
        CompletableFuture<Object> run = vm.evalAsync("while true do end", loop);
        ready.remove().run();
        vm.close();
        turn();
        assertEquals(ClosedException.class, failure(run).getClass());
    }

    @Test
    public void an_executor_that_takes_no_more_ends_the_run() throws Exception {
        ExecutorService gone = Executors.newSingleThreadExecutor();
        gone.shutdown();
        CompletableFuture<Object> run = vm.evalAsync("return 1", EvalOptions.DEFAULT.executor(gone));
        assertEquals(RejectedExecutionException.class, failure(run).getClass());
        int[] taken = {0};
        CompletableFuture<Object> late = vm.evalAsync("while true do end", loop.executor(task -> {
            if (taken[0]++ > 2) {
                throw new RejectedExecutionException("full");
            }
            ready.add(task);
        }));
        turn();
        assertEquals(RejectedExecutionException.class, failure(late).getClass());
        assertEquals(1L, vm.eval("return 1"));
        assertThrows(CompletionException.class, run::join);
    }
}
