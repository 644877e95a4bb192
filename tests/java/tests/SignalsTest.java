package tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import org.junit.Test;

/** Java's machine makes exceptions out of SIGSEGV and SIGFPE, and the library's runtime handles these as well. */
public final class SignalsTest extends Fixture {
    private int[] missing;
    private int zero;

    private static int endless(int n) {
        return 1 + endless(n + 1);
    }

    /** Often enough to be compiled: compiled code leaves null checks to the signal. */
    @Test
    public void null_pointers_stay_exceptions_between_scripts() {
        int caught = 0;
        for (int i = 0; i < 20_000; i++) {
            try {
                caught -= missing.length;
            } catch (NullPointerException expected) {
                caught++;
            }
            if (i % 100 == 0) {
                assertEquals(1L, vm.eval("return 1"));
            }
        }
        assertEquals(20_000, caught);
    }

    @Test
    public void divisions_by_zero_stay_exceptions_between_scripts() {
        int caught = 0;
        for (int i = 0; i < 20_000; i++) {
            try {
                caught -= i / zero;
            } catch (ArithmeticException expected) {
                caught++;
            }
            if (i % 100 == 0) {
                assertEquals(false, vm.eval("return pcall(function() return 1 // 0 end)"));
            }
        }
        assertEquals(20_000, caught);
    }

    @Test
    public void overflows_of_the_stack_stay_errors_between_scripts() {
        for (int i = 0; i < 20; i++) {
            assertThrows(StackOverflowError.class, () -> endless(0));
            assertEquals(false, vm.eval("local function f(s) return (s:gsub('.', f)) end return pcall(f, 'x')"));
        }
    }

    @Test
    public void overflows_of_a_thread_that_ran_a_script_stay_errors() throws Exception {
        Throwable[] caught = new Throwable[1];
        Thread thread = new Thread(() -> {
            vm.eval("return 1");
            caught[0] = assertThrows(StackOverflowError.class, () -> endless(0));
            vm.eval("return 1");
        });
        thread.start();
        thread.join();
        assertEquals(StackOverflowError.class, caught[0].getClass());
    }
}
