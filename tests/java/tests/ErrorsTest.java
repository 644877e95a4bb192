package tests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.luavm.*;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import org.junit.Test;

public final class ErrorsTest extends Fixture {
    private <T extends LuaVmException> T error(Class<T> kind, String source) {
        return error(kind, source, EvalOptions.DEFAULT);
    }

    /** The exception of eval, after which the VM must answer, and of which run must know. */
    private <T extends LuaVmException> T error(Class<T> kind, String source, EvalOptions options) {
        T thrown = assertThrows(kind, () -> vm.eval(source, options));
        LuaResult result = vm.run(source, options);
        assertSame(thrown.status(), result.status());
        assertSame(kind, result.error().orElseThrow().getClass());
        assertEquals(thrown.output(), result.output());
        assertTrue(result.values().isEmpty());
        assertEquals(2L, vm.eval("return 1 + 1"));
        return thrown;
    }

    @Test
    public void a_runtime_error_says_where_it_was() {
        LuaRuntimeException error = error(
            LuaRuntimeException.class, "print('before')\nlocal function f() error('no') end\nf()",
            EvalOptions.named("rules.lua"));
        assertEquals("rules.lua:2: no", error.getMessage());
        assertEquals("rules.lua", error.source());
        assertEquals(2, error.line());
        assertEquals("before\n", error.output());
        assertTrue(error.traceback(), error.traceback().contains("rules.lua:3:"));
        assertTrue(error.usage().fuel() > 0);
        assertSame(Status.RUNTIME, error.status());
    }

    @Test
    public void a_syntax_error_says_where_it_was() {
        LuaSyntaxException error = error(LuaSyntaxException.class, "x = 1\nx = = 2");
        assertEquals("script", error.source());
        assertEquals(2, error.line());
    }

    @Test
    public void each_limit_has_its_class() {
        error(MemoryLimitException.class, "local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end");
        error(LuaTimeoutException.class, "while true do end", EvalOptions.DEFAULT.timeout(Duration.ofMillis(20)));
        error(FuelException.class, "while true do end", EvalOptions.DEFAULT.fuel(1000));
        error(OutputLimitException.class, "print(('x'):rep(100))", EvalOptions.DEFAULT.outputLimit(10));
        error(OutputLimitException.class, "return ('x'):rep(100)", EvalOptions.DEFAULT.resultLimit(10));
    }

    @Test
    public void what_the_profile_forbids_has_its_class() {
        error(SandboxException.class, "string.x = 1");
    }

    @Test
    public void a_refused_argument_has_its_class() {
        assertThrows(ArgumentException.class, () -> vm.eval("", EvalOptions.named("x".repeat(5000))));
        assertThrows(ArgumentException.class, () -> vm.run("", EvalOptions.named("x".repeat(5000))));
        ArgumentException error =
            assertThrows(ArgumentException.class, () -> LuaVm.builder().memoryLimit(1).build());
        assertTrue(error.getMessage(), error.getMessage().contains("65,536") || error.getMessage().contains("64 KiB"));
    }

    @Test
    public void a_limit_of_nothing_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> LuaVm.builder().memoryLimit(0));
        assertThrows(IllegalArgumentException.class, () -> LuaVm.builder().timeout(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> EvalOptions.DEFAULT.fuel(-1));
    }

    @Test
    public void no_limit_is_taken_and_shown() {
        try (LuaVm free = LuaVm.builder().memoryLimit(Limit.UNLIMITED).timeout(Limit.FOREVER).fuel(Limit.UNLIMITED)
            .build()) {
            assertEquals(1L, free.eval("return 1"));
            assertEquals(Limit.UNLIMITED, free.memory().limitBytes());
        }
    }

    @Test
    public void a_reserved_profile_is_unsupported() {
        assertThrows(UnsupportedException.class, () -> LuaVm.builder().profile(Profile.REDIS).build());
    }

    @Test
    public void bytes_that_are_not_UTF8_show_as_such() {
        LuaVmException error = error(LuaRuntimeException.class, "print('a\\xff') error('b\\xfe', 0)");
        assertEquals("b\uFFFD", error.getMessage());
        assertArrayEquals(new byte[] {'a', (byte) 0xFF, '\n'}, error.outputBytes());
    }

    @Test
    public void a_good_run_has_no_error() {
        LuaResult result = vm.run("print('out') return 1");
        assertTrue(result.ok());
        assertFalse(result.error().isPresent());
        assertSame(result, result.orThrow());
        assertEquals("out\n", result.output());
        assertEquals(1L, result.value());
        assertTrue(result.usage().wallNanos() > 0);
    }

    @Test
    public void an_error_can_be_serialized() throws Exception {
        LuaVmException error = error(FuelException.class, "while true do end", EvalOptions.DEFAULT.fuel(1000));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(error);
        Object again = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        assertEquals(error.usage(), ((FuelException) again).usage());
        assertEquals(error.getMessage(), ((FuelException) again).getMessage());
    }

    @Test
    public void without_memory_for_a_result_the_status_still_arrives() {
        vm.eval("return 1");
        LuaVmProcess.failAllocations(Limit.UNLIMITED, false);
        vm.eval("return {1, 'x'}");
        long requests = LuaVmProcess.failAllocations(0, false);
        assertTrue(requests > 0);
        int failed = 0;
        for (long nth = 1; nth <= requests; nth++) {
            LuaVmProcess.failAllocations(nth, true);
            LuaResult result = vm.run("return {1, 'x'}");
            LuaVmProcess.failAllocations(0, false);
            if (!result.ok()) {
                failed++;
                assertSame(Status.MEMORY, result.status());
                assertNotNull(result.error().orElseThrow().getMessage());
            }
        }
        assertTrue(failed > 0);
        assertEquals(2L, vm.eval("return 1 + 1"));
    }
}
