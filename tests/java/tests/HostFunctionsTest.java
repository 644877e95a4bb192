package tests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.luavm.*;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Functions of Java that scripts call. */
public final class HostFunctionsTest extends Fixture {
    @Test
    public void a_lambda_is_called_by_its_path() {
        Map<String, Integer> prices = Map.of("apple", 20, "pear", 22);
        vm.register("shop.price", args -> prices.get(args.string(0)));
        assertEquals(42L, vm.eval("return shop.price('apple') + shop.price('pear')"));
        vm.register("shop.price", args -> 1);
        assertEquals(1L, vm.eval("return shop.price('apple')"));
        vm.reset();
        assertEquals(1L, vm.eval("return shop.price('apple')"));
        assertEquals(false, vm.eval("return (pcall(function() shop.price = 1 end))"));
    }

    @Test
    public void it_returns_one_value_several_or_none() {
        vm.register("one", args -> "x");
        vm.register("nothing", args -> null);
        vm.register("several", args -> LuaValues.of(1, null, List.of(2), null));
        vm.register("none", args -> LuaValues.NONE);
        assertEquals(List.of("x"), vm.run("return one()").values());
        assertEquals(Arrays.asList((Object) null), vm.run("return nothing()").values());
        assertEquals(Arrays.asList(1L, null, List.of(2L), null), vm.run("return several()").values());
        assertEquals(0L, vm.eval("return select('#', none())"));
        vm.register("many", args -> LuaValues.of(new Object[5000]));
        assertEquals(5000L, vm.eval("return select('#', many())"));
    }

    @Test
    public void its_arguments_come_in_every_form() {
        List<Object> got = new ArrayList<>();
        vm.register("take", args -> {
            got.addAll(args.values());
            got.add(args.size());
            got.add(args.get(99));
            return null;
        });
        vm.eval("take(1, 2.5, 'x', true, nil, {1, 2}, {a = {1}}, nil)");
        assertEquals(Arrays.asList(1L, 2.5, "x", true, null, List.of(1L, 2L)), got.subList(0, 6));
        assertEquals(List.of(1L), ((LuaTable) got.get(6)).get("a"));
        assertEquals(Arrays.asList(null, 8, null), got.subList(7, 10));
    }

    @Test
    public void typed_getters_take_what_fits_and_say_what_does_not() {
        vm.register("f", args -> {
            assertSame(vm, args.vm());
            assertEquals("s", args.string(0));
            assertArrayEquals(new byte[] {'s'}, args.bytes(0));
            assertEquals(3, args.integer(1));
            assertEquals(3.0, args.number(1), 0);
            assertTrue(args.bool(2));
            assertEquals(List.of(1L), args.list(3));
            assertEquals(1L, args.table(3).get(1));
            assertEquals(List.of(), args.list(4));
            assertEquals(7L, args.function(5).call());
            return args.string(6);
        });
        assertEquals("end", vm.eval("return f('s', 3.0, true, {1}, {}, function() return 7 end, 'end')"));
        vm.register("text", args -> args.string(0));
        vm.register("whole", args -> args.integer(1));
        assertEquals(
            "bad argument #1 to 'text' (string expected, got number)",
            vm.eval("return tostring(select(2, pcall(text, 1)))"));
        assertEquals(
            "bad argument #2 to 'whole' (integer expected, got no value)",
            vm.eval("return tostring(select(2, pcall(whole, 1)))"));
        assertEquals(
            "bad argument #2 to 'whole' (integer expected, got number)",
            vm.eval("return tostring(select(2, pcall(whole, 1, 2^63)))"));
    }

    @Test
    public void an_exception_comes_out_as_the_same_object() {
        for (Throwable thrown : new Throwable[] {
            new IllegalStateException("unchecked"), new java.io.IOException("checked"), new AssertionError("error"),
            new StackOverflowError()
        }) {
            vm.register("fail", args -> {
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw (Exception) thrown;
            });
            assertSame(thrown, assertThrows(Throwable.class, () -> vm.eval("local x = 1 fail()")));
            assertSame(thrown, assertThrows(Throwable.class, () -> vm.eval("local ok, e = pcall(fail) error(e)")));
            LuaResult result = vm.run("coroutine.wrap(function() fail() end)()");
            assertSame(Status.RUNTIME, result.status());
            assertSame(thrown, result.thrown().orElseThrow());
            assertSame(thrown, result.error().orElseThrow().getCause());
        }
        assertEquals(1L, vm.eval("return 1"));
    }

    @Test
    public void a_script_sees_the_message() {
        vm.register("fail", args -> {
            throw new IllegalStateException(args.size() > 0 ? args.string(0) : null);
        });
        assertEquals(List.of("oops", "oops", "userdata"), vm.run(
            "local ok, e = pcall(fail, 'oops') return tostring(e), e.message, type(e)").values());
        assertEquals("java.lang.IllegalStateException", vm.eval("return tostring(select(2, pcall(fail)))"));
        assertNull(vm.eval("local ok, e = pcall(fail) return e.stack"));
    }

    @Test
    public void a_Lua_error_of_a_nested_call_goes_on_as_what_it_was() {
        vm.register("call", args -> args.function(0).call());
        assertEquals(List.of(false, "x"), vm.run("return pcall(call, function() error('x', 0) end)").values());
        assertEquals(7L, vm.eval("local ok, e = pcall(call, function() error({code = 7}) end) return e.code"));
        assertEquals("x", assertThrows(
            LuaRuntimeException.class, () -> vm.eval("call(function() error('x', 0) end)")).value());
    }

    @Test
    public void an_exception_passes_through_nested_calls() {
        IllegalStateException thrown = new IllegalStateException("deep");
        vm.register("call", args -> args.function(0).call());
        vm.register("fail", args -> {
            throw thrown;
        });
        assertSame(thrown, assertThrows(
            IllegalStateException.class, () -> vm.eval("call(function() call(function() fail() end) end)")));
        assertEquals("deep", vm.eval("return tostring(select(2, pcall(call, fail)))"));
    }

    @Test
    public void it_may_use_its_VM_up_to_a_depth() throws Exception {
        int[] depth = {0};
        vm.register("again", args -> {
            depth[0]++;
            return vm.call("again");
        });
        Throwable[] thrown = new Throwable[1];
        Thread roomy = new Thread(null, () -> thrown[0] = assertThrows(
            UnsupportedException.class, () -> vm.eval("return again()")), "roomy", 32 << 20);
        roomy.start();
        roomy.join();
        assertEquals("the last one is refused", 17, depth[0]);
        assertTrue(thrown[0].getMessage(), thrown[0].getMessage().contains("16"));
        assertEquals(1L, vm.eval("return 1"));
        vm.register("again", args -> vm.call("again"));
        assertThrows(LuaVmException.class, () -> vm.eval("return again()"));
        assertEquals(1L, vm.eval("return 1"));
        vm.register("use", args -> {
            vm.set("x", 5);
            assertEquals(5L, vm.get("x"));
            assertThrows(BusyException.class, vm::reset);
            return vm.load("return x").call();
        });
        assertEquals(5L, vm.eval("return use()"));
    }

    @Test
    public void another_thread_finds_the_VM_busy_meanwhile() {
        vm.register("elsewhere", args -> {
            Throwable[] thrown = new Throwable[1];
            Thread other = new Thread(() -> thrown[0] = assertThrows(BusyException.class, () -> vm.eval("return 1")));
            other.start();
            other.join();
            return thrown[0] != null;
        });
        assertEquals(true, vm.eval("return elsewhere()"));
    }

    @Test
    public void it_may_use_another_VM() {
        try (LuaVm other = LuaVm.builder().build()) {
            other.register("back", args -> vm.eval("return 20") instanceof Long n ? n + 1 : null);
            vm.register("there", args -> other.eval("return 2 * back()"));
            assertEquals(42L, vm.eval("return there()"));
            vm.register("late", args -> other.eval("while true do end", EvalOptions.DEFAULT.fuel(1000)));
            assertThrows(FuelException.class, () -> vm.eval("late()"));
            assertEquals(false, vm.eval("return (pcall(late))"));
        }
    }

    @Test
    public void functions_may_be_values() {
        HostFunction twice = args -> 2 * args.integer(0);
        vm.set("math2", Map.of("twice", twice));
        assertEquals(42L, vm.eval("return math2.twice(21)"));
        assertEquals(8L, vm.load("local f = ... return f(f(2))").call(twice));
        HostFunction adder = args -> (HostFunction) more -> args.integer(0) + more.integer(0);
        vm.register("adder", adder);
        assertEquals(5L, vm.eval("return adder(2)(3)"));
        LuaFunction out = (LuaFunction) vm.eval("return adder(2)");
        assertEquals(9L, out.call(7));
    }

    @Test
    public void a_result_without_a_form_is_an_error_in_the_script() {
        vm.register("date", args -> new Date());
        vm.register("dates", args -> LuaValues.of(1, Map.of("d", new Date())));
        assertEquals(true, vm.eval("local ok, e = pcall(date) return not ok and e.message:find('result 1 is') ~= nil"));
        assertTrue(assertThrows(ArgumentException.class, () -> vm.eval("dates()")).getMessage().contains("result 2.d"));
    }

    @Test
    public void a_long_script_makes_any_number_of_calls() {
        vm.register("add", args -> args.integer(0) + args.integer(1));
        assertEquals(300_000L, vm.eval("local n = 0 for i = 1, 300000 do n = add(n, 1) end return n"));
        vm.register("fail", args -> {
            throw new IllegalStateException();
        });
        assertEquals(20_000L, vm.eval(
            "local n = 0 for i = 1, 20000 do if not pcall(fail) then n = n + 1 end end return n"));
    }

    @Test
    public void a_limit_that_ends_the_run_cannot_be_caught_on_the_way() {
        vm.register("call", args -> {
            try {
                return args.function(0).call();
            } catch (FuelException caught) {
                return "caught";
            }
        });
        assertThrows(FuelException.class, () -> vm.eval(
            "return call(function() while true do end end)", EvalOptions.DEFAULT.fuel(10_000)));
        assertEquals(1L, vm.eval("return 1"));
    }

    @Test
    public void it_may_close_its_own_VM() {
        vm.register("close", args -> {
            vm.close();
            assertThrows(ClosedException.class, () -> vm.eval("return 1"));
            return 1;
        });
        assertSame(Status.CLOSED, vm.run("close() return 2").status());
        assertTrue(vm.isClosed());
    }

    @Test
    public void an_interrupt_during_it_ends_the_script() {
        vm.register("sleep", args -> {
            Thread.currentThread().interrupt();
            Thread.sleep(60_000);
            return null;
        });
        assertSame(Status.CANCELLED, vm.run("pcall(sleep) while true do end").status());
        assertTrue(Thread.interrupted());
        assertEquals(1L, vm.eval("return 1"));
    }

    @Test
    public void after_it_used_a_channel_its_thread_can_still_be_interrupted() throws Exception {
        vm.register("pipe", args -> {
            java.nio.channels.Pipe pipe = java.nio.channels.Pipe.open();
            pipe.sink().write(java.nio.ByteBuffer.allocate(1));
            pipe.source().read(java.nio.ByteBuffer.allocate(1));
            pipe.sink().close();
            pipe.source().close();
            return null;
        });
        Object[] status = new Object[1];
        Thread thread = new Thread(() -> status[0] = vm.run("pipe() local x = ('x'):rep(1 << 20) while true do end")
            .status());
        thread.start();
        while (vm.memory().usedBytes() < 1 << 20) {
            Thread.sleep(1);
        }
        thread.interrupt();
        thread.join();
        assertSame(Status.CANCELLED, status[0]);
        assertFalse(vm.isClosed());
    }
}
