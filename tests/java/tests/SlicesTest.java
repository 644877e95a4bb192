package tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.luavm.*;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.Before;
import org.junit.Test;

/** Runs in slices and host functions that answer later, driven by hand. */
public final class SlicesTest extends Fixture {
    private static final EvalOptions SLICE = EvalOptions.DEFAULT.sliceFuel(1000);

    private CompletableFuture<Object> answer;

    @Before
    public void register() {
        vm.register("ask", args -> answer = new CompletableFuture<>());
    }

    private LuaResult pending(String source) {
        LuaResult result = vm.run(source);
        assertSame(Status.PENDING, result.status());
        assertFalse(result.ok());
        assertFalse(result.error().isPresent());
        assertSame(answer, result.pending().orElseThrow());
        return result;
    }

    @Test
    public void a_slice_ends_and_the_run_goes_on() {
        LuaResult result = vm.run("print('a') for i = 1, 10000 do end print('b') return 'done'", SLICE);
        StringBuilder output = new StringBuilder(result.output());
        int slices = 1;
        for (; result.status() == Status.YIELDED; slices++) {
            assertThrows(BusyException.class, () -> vm.eval("return 1"));
            result = vm.resume(SLICE);
            output.append(result.output());
        }
        assertEquals("done", result.value());
        assertEquals("a\nb\n", output.toString());
        assertTrue(slices + " slices", slices >= 10);
        assertTrue(result.usage().fuel() > 10_000);
    }

    @Test
    public void the_fuel_of_all_slices_counts() {
        LuaResult result = vm.run("while true do end", SLICE.fuel(10_000));
        while (result.status() == Status.YIELDED) {
            result = vm.resume(SLICE);
        }
        assertSame(Status.FUEL, result.status());
    }

    @Test
    public void an_answer_comes_later() {
        pending("local a, b = ask() return a + b");
        assertThrows(IllegalStateException.class, () -> vm.resume(EvalOptions.DEFAULT));
        assertThrows(BusyException.class, () -> vm.get("x"));
        answer.complete(LuaValues.of(20, 22));
        assertEquals(42L, vm.resume(EvalOptions.DEFAULT).value());
        assertEquals(1L, vm.eval("return 1"));
    }

    @Test
    public void an_answer_may_be_an_error() {
        IllegalStateException thrown = new IllegalStateException("no answer");
        pending("local ok, e = pcall(ask) return tostring(e)");
        answer.completeExceptionally(thrown);
        assertEquals("no answer", vm.resume(EvalOptions.DEFAULT).value());
        pending("return ask()");
        answer.completeExceptionally(thrown);
        assertSame(thrown, vm.resume(EvalOptions.DEFAULT).thrown().orElseThrow());
        pending("return ask()");
        answer.cancel(false);
        assertTrue(vm.resume(EvalOptions.DEFAULT).thrown().orElseThrow()
            instanceof java.util.concurrent.CancellationException);
    }

    @Test
    public void an_answer_that_is_there_is_taken_at_once() {
        vm.register("now", args -> CompletableFuture.completedFuture(args.get(0)));
        vm.register("bad", args -> CompletableFuture.failedFuture(new java.io.IOException("gone")));
        assertEquals(7L, vm.eval("return now(7)"));
        assertEquals("gone", assertThrows(java.io.IOException.class, () -> vm.eval("return bad()")).getMessage());
    }

    @Test
    public void a_run_that_waits_can_be_ended() {
        pending("pcall(ask) return 1");
        assertSame(Status.CANCELLED, vm.cancel().status());
        assertEquals(1L, vm.eval("return 1"));
        pending("ask()");
        vm.reset();
        assertEquals(1L, vm.eval("return 1"));
        assertThrows(ArgumentException.class, () -> vm.resume(EvalOptions.DEFAULT));
        assertThrows(ArgumentException.class, vm::cancel);
        pending("ask()");
        vm.close();
        assertThrows(ClosedException.class, () -> vm.resume(EvalOptions.DEFAULT));
    }

    @Test
    public void eval_does_not_wait() {
        IllegalStateException error = assertThrows(IllegalStateException.class, () -> vm.eval("return ask()"));
        assertTrue(error.getMessage(), error.getMessage().contains("evalAsync"));
        assertThrows(IllegalStateException.class, () -> vm.eval("for i = 1, 1e6 do end", SLICE));
        assertEquals(1L, vm.eval("return 1"));
    }

    @Test
    public void where_waiting_is_not_possible_the_script_is_told() {
        assertEquals(false, vm.eval("return (pcall(table.sort, {3, 2, 1}, ask))"));
        vm.register("nested", args -> vm.eval("return ask()"));
        assertEquals(false, vm.eval("return (pcall(nested))"));
        assertEquals(1L, vm.eval("return 1"));
    }

    @Test
    public void coroutines_of_the_script_may_wait() {
        pending("local co = coroutine.wrap(function() return ask() end) return co()");
        answer.complete("x");
        assertEquals("x", vm.resume(EvalOptions.DEFAULT).value());
    }

    @Test
    public void an_interrupted_thread_does_not_go_on() {
        pending("ask() while true do end");
        answer.complete(null);
        Thread.currentThread().interrupt();
        assertSame(Status.CANCELLED, vm.resume(EvalOptions.DEFAULT).status());
        assertTrue(Thread.interrupted());
        assertNull(vm.eval("return nil"));
        assertEquals(List.of(1L), vm.run("return 1").values());
    }
}
