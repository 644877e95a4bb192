package tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.luavm.*;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.Test;

/** What the library keeps of this program, and this program of the library, is given back. */
public final class HostLifetimeTest extends Fixture {
    private static final class Box {
        final byte[] content = new byte[1 << 16];
    }

    private static final LuaClass<Box> BOX =
        LuaClass.builder(Box.class).method("size", (box, args) -> box.content.length).build();

    private static void awaitGone(WeakReference<?> reference) throws InterruptedException {
        for (int tries = 0; reference.get() != null && tries < 1000; tries++) {
            System.gc();
            Thread.sleep(2);
        }
        assertEquals(null, reference.get());
    }

    /** How many functions, classes and objects the library holds of this program. */
    private static int held(LuaVm vm) throws Exception {
        Field calls = LuaVm.class.getDeclaredField("calls");
        calls.setAccessible(true);
        Field table = calls.getType().getDeclaredField("table");
        table.setAccessible(true);
        Method size = table.getType().getDeclaredMethod("size");
        size.setAccessible(true);
        return (int) size.invoke(table.get(calls.get(vm)));
    }

    private static WeakReference<HostFunction> register(LuaVm to, String path) {
        byte[] heavy = new byte[1 << 16];
        HostFunction function = args -> heavy.length;
        to.register(path, function);
        return new WeakReference<>(function);
    }

    @Test
    public void a_function_is_kept_until_it_is_replaced_or_its_VM_is_closed() throws Exception {
        WeakReference<HostFunction> first = register(vm, "f");
        System.gc();
        assertEquals(1L << 16, vm.eval("return f()"));
        WeakReference<HostFunction> second = register(vm, "f");
        vm.gc().collect();
        vm.gc().collect();
        awaitGone(first);
        assertNotNull(second.get());
        vm.close();
        awaitGone(second);
        assertEquals(0, held(vm));
    }

    @Test
    public void a_function_value_is_kept_for_as_long_as_scripts_have_it() throws Exception {
        vm.register("make", args -> (HostFunction) more -> 1);
        vm.eval("for i = 1, 1000 do make()() end");
        vm.gc().collect();
        vm.gc().collect();
        assertEquals(1, held(vm));
    }

    @Test
    public void objects_are_kept_for_as_long_as_scripts_have_them() throws Exception {
        vm.define(BOX);
        vm.register("box", args -> new Box());
        assertEquals(100L << 16, vm.eval("local n = 0 for i = 1, 100 do n = n + box():size() end return n"));
        vm.gc().collect();
        vm.gc().collect();
        int rest = held(vm);
        WeakReference<Box> kept = new WeakReference<>(set());
        System.gc();
        assertEquals(1L << 16, vm.eval("return kept:size()"));
        assertNotNull(kept.get());
        vm.set("kept", null);
        vm.gc().collect();
        vm.gc().collect();
        awaitGone(kept);
        assertEquals(rest, held(vm));
        vm.reset();
        assertEquals("the function alone", 1, held(vm));
        vm.close();
        assertEquals(0, held(vm));
    }

    private Box set() {
        Box box = new Box();
        vm.set("kept", box);
        return box;
    }

    @Test
    public void exceptions_that_scripts_caught_are_let_go() throws Exception {
        vm.register("fail", args -> {
            throw new IllegalStateException();
        });
        vm.eval("for i = 1, 1000 do pcall(fail) end");
        vm.gc().collect();
        vm.gc().collect();
        assertTrue(held(vm) + " held", held(vm) < 10);
    }

    @Test
    public void a_forgotten_VM_that_its_own_functions_refer_to_is_closed() throws Exception {
        long before = LuaVmProcess.statistics().vmCount();
        for (int i = 0; i < 20; i++) {
            LuaVm forgotten = LuaVm.builder().build();
            List<Object> kept = new ArrayList<>();
            forgotten.register("self", args -> forgotten.get("x"));
            forgotten.register("keep", args -> kept.add(args.function(0).keep()));
            forgotten.define(BOX);
            forgotten.set("box", new Box());
            forgotten.eval("keep(function() return self() end)");
            forgotten.set("kept", (HostFunction) args -> kept.size());
        }
        for (int tries = 0; LuaVmProcess.statistics().vmCount() > before && tries < 1000; tries++) {
            System.gc();
            Thread.sleep(5);
        }
        assertEquals(before, LuaVmProcess.statistics().vmCount());
    }

    @Test
    public void a_forgotten_template_is_closed_and_its_functions_go_with_the_last_VM() throws Exception {
        LuaTemplate template = new LuaTemplate();
        byte[] heavy = new byte[1 << 16];
        HostFunction function = args -> heavy.length;
        template.register("f", function);
        WeakReference<HostFunction> known = new WeakReference<>(function);
        LuaVm user = LuaVm.builder().template(template).build();
        template.close();
        assertEquals(1L << 16, user.eval("return f()"));
        user.close();
        assertTrue(known.get() != null && heavy.length > 0);
    }

    @Test
    public void calls_of_all_kinds_leave_nothing_in_the_library() throws Exception {
        long blocks = LuaVmProcess.statistics().blockCount();
        long memory = LuaVmProcess.statistics().memoryBytes();
        try (LuaVm other = LuaVm.builder().build()) {
            other.define(BOX);
            other.register("give", args -> LuaValues.of(args.get(0), new Box(), List.of(1, 2)));
            other.register("later", args -> CompletableFuture.supplyAsync(() -> 1));
            other.register("fail", args -> {
                throw new IllegalStateException();
            });
            LuaFunction f = other.load("local x = ... give(x) pcall(fail) return x, function() end");
            for (int i = 0; i < 100; i++) {
                f.run(List.of(i, "x", new Box()));
                assertThrows(ArgumentException.class, () -> f.run(List.of(new Box(), new Object())));
                other.set("a.b", List.of(i));
                other.get("a");
                assertEquals(1L, other.evalAsync("return later()").get());
                assertThrows(LuaSyntaxException.class, () -> other.load("return return"));
                assertThrows(IllegalStateException.class, () -> other.eval("fail()"));
            }
            assertEquals(blocks, LuaVmProcess.statistics().blockCount());
        }
        assertEquals(memory, LuaVmProcess.statistics().memoryBytes());
    }

    @Test
    public void references_may_be_closed_by_any_thread_while_the_VM_runs() throws Exception {
        List<LuaReference> references = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            references.add((LuaReference) vm.eval("return function() end"));
        }
        Thread closer = new Thread(() -> references.forEach(LuaReference::close));
        closer.start();
        while (closer.isAlive()) {
            vm.eval("local t = {} for i = 1, 1000 do t[i] = {} end return function() end");
        }
        closer.join();
        assertEquals(1L, vm.eval("return 1"));
    }

    @Test
    public void VMs_of_many_threads_call_back_at_once() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Object> sums = java.util.Collections.synchronizedList(new ArrayList<>());
        try (LuaTemplate template = new LuaTemplate().register("add", args -> args.integer(0) + args.integer(1))) {
            for (int i = 0; i < 8; i++) {
                threads.add(new Thread(() -> {
                    try (LuaVm own = LuaVm.builder().template(template).build()) {
                        sums.add(own.eval("local n = 0 for i = 1, 5000 do n = add(n, i) end return n"));
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertEquals(java.util.Collections.nCopies(8, 12_502_500L), sums);
    }

    @Test
    public void a_process_that_ends_with_VMs_alive_ends_well() throws Exception {
        Path program = java.nio.file.Files.createTempFile("luavm", ".java");
        java.nio.file.Files.writeString(program, """
            import io.luavm.*;
            import java.util.concurrent.CompletableFuture;

            public class Ends {
                static Object kept;

                public static void main(String[] arguments) throws Exception {
                    LuaVm vm = LuaVm.builder().build();
                    vm.register("f", args -> kept = args.function(0).keep());
                    vm.eval("f(function() return f end)");
                    LuaVm waiting = LuaVm.builder().build();
                    waiting.register("ask", args -> new CompletableFuture<Object>());
                    waiting.evalAsync("return ask()");
                    LuaVm.builder().build().evalAsync("while true do end");
                    Thread.sleep(50);
                    System.out.println("end");
                }
            }
            """);
        Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xcheck:jni", "-cp",
            System.getProperty("luavm.out") + "/java/luavm.jar", program.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String printed = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor());
        assertTrue(printed, printed.contains("end\n"));
        java.nio.file.Files.delete(program);
    }
}
