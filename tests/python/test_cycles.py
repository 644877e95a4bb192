"""Who keeps whom alive, and what is left when all is dropped."""

import gc
import threading
import unittest
import weakref

import luavm


class Thing:
    pass


class Cycles(unittest.TestCase):
    def setUp(self):
        gc.collect()
        self.before = luavm.stats()
        self.addCleanup(self.nothing_is_left)

    def nothing_is_left(self):
        gc.collect()
        after = luavm.stats()
        self.assertEqual(after.vm_count, self.before.vm_count)
        self.assertEqual(after.block_count, self.before.block_count)
        self.assertEqual(after.memory_bytes, self.before.memory_bytes)

    def collected(self, make):
        """Whether what `make` builds and drops goes with the next collection."""
        died = weakref.ref(make())
        gc.collect()
        self.assertIsNone(died())

    def test_a_closure_that_holds_its_VM(self):
        def make():
            vm, thing = luavm.VM(), Thing()
            vm.register("f", lambda: (vm, thing))
            return thing

        self.collected(make)

    def test_a_closure_that_holds_a_Lua_function(self):
        def make():
            vm, thing = luavm.VM(), Thing()
            thing.function = vm.load("return f()")
            vm.register("f", lambda: thing.function)
            return thing

        self.collected(make)

    def test_a_closure_that_a_script_holds(self):
        def make():
            vm, thing = luavm.VM(), Thing()
            thing.vm = vm
            vm.load("kept = ...", keep_globals=True)(lambda: thing)
            return thing

        self.collected(make)

    def test_an_exposed_object_that_holds_its_VM(self):
        def make():
            vm, thing = luavm.VM(), Thing()
            thing.vm = vm
            vm.set("thing", vm.expose(thing, properties=["x"]))
            return thing

        self.collected(make)

    def test_an_exposed_object_that_holds_a_function_that_holds_it(self):
        def make():
            vm, thing = luavm.VM(), Thing()
            vm.set("thing", vm.expose(thing, properties=["x"]))
            thing.function = vm.load("return thing")
            return thing

        self.collected(make)

    def test_a_view_held_by_what_it_holds(self):
        def make():
            vm, thing = luavm.VM(), Thing()
            thing.table = vm.table({})
            thing.table["f"] = lambda: thing
            return thing

        self.collected(make)

    def test_a_template_whose_function_holds_it_and_its_VM(self):
        def make():
            template, thing = luavm.Template(), Thing()
            template.register("f", lambda: (template, thing))
            thing.vm = luavm.VM(template=template)
            return thing

        self.collected(make)

    def test_an_exception_whose_frames_hold_the_VM(self):
        def make():
            vm, thing = luavm.VM(), Thing()

            def fail():
                local = (vm, thing)
                raise ValueError(local)

            vm.register("fail", fail)
            try:
                vm.eval("_, kept = pcall(fail) fail()", keep_globals=True)
            except ValueError:
                pass
            return thing

        self.collected(make)

    def test_a_run_that_waits(self):
        def make():
            vm, thing = luavm.VM(), Thing()
            vm.register("wait", lambda: luavm.Pending(thing))
            thing.run = vm.start("wait()")
            return thing

        self.collected(make)

    def test_the_last_reference_ends_the_VM_without_the_collector(self):
        gc.disable()
        self.addCleanup(gc.enable)
        vm = luavm.VM()
        vm.register("f", lambda: 1)
        vm.set("g", {"x": [1]})
        function, table = vm.load("return f()"), vm.globals["g"]
        function(), len(table), vm.eval("return {f}")
        try:
            vm.eval("error({})")
        except luavm.LuaRuntimeError:
            pass
        del vm, function, table
        self.assertEqual(luavm.stats().vm_count, self.before.vm_count)

    def test_closing_drops_what_scripts_held(self):
        things = [Thing() for _ in range(4)]
        died = [weakref.ref(thing) for thing in things]
        vm = luavm.VM()
        vm.register("f", lambda thing=things[0]: thing)
        vm.set("g", lambda thing=things[1]: thing)
        vm.set("o", vm.expose(things[2], properties=["x"]))
        vm.load("kept = ...", keep_globals=True)(lambda thing=things[3]: thing)
        del things
        vm.close()
        gc.collect()
        self.assertEqual([ref() for ref in died], [None] * 4)

    def test_a_destructor_may_use_its_VM(self):
        met = []

        class Late:
            def __init__(self, vm):
                self.vm = weakref.ref(vm)

            def __del__(self):
                vm = self.vm()
                try:
                    met.append(vm.eval("return 1") if vm else "gone")
                except luavm.LuaVmError as error:
                    met.append(error.status)

        vm = luavm.VM()
        for _ in range(5):
            vm.register("f", lambda late=Late(vm): late)
            vm.set("o", vm.expose(Late(vm), properties=["x"]))
            vm.set("o", None)
            vm.reset()
        vm.gc.collect()
        vm.close()
        del vm
        gc.collect()
        self.assertEqual(len(met), 10)

    def test_references_are_released_from_any_thread(self):
        vm = luavm.VM()
        make = vm.load("local big = ('x'):rep(1 << 16) return {f = function() return #big end}")
        kept = [make() for _ in range(100)]
        thread = threading.Thread(target=kept.clear)
        thread.start()
        thread.join()
        vm.eval("")  # takes note of what was released
        vm.gc.collect()
        self.assertLess(vm.memory().used_bytes, 1 << 20)

    def test_references_are_released_while_the_VM_runs(self):
        vm = luavm.VM()
        kept = [vm.load("return 1") for _ in range(100)]
        vm.register("drop", kept.clear)
        self.assertEqual(vm.eval("drop() return 1"), 1)
        self.assertEqual(vm.eval("return 2"), 2)

    def test_a_host_function_may_close_its_VM(self):
        vm = luavm.VM()
        vm.register("close", vm.close)
        with self.assertRaises(luavm.ClosedError):
            vm.eval("close() return 1")
        with self.assertRaises(luavm.ClosedError):
            vm.eval("return 1")

    def test_a_host_function_that_closes_its_VM_may_raise(self):
        vm = luavm.VM()

        def close():
            vm.close()
            raise ValueError("no")

        vm.register("close", close)
        with self.assertRaises((luavm.ClosedError, ValueError)):
            vm.eval("pcall(close) return 1")
        self.assertTrue(vm.closed)

    def test_a_host_function_may_drop_the_last_reference_to_its_VM(self):
        holder = [luavm.VM()]
        holder[0].register("drop", holder.clear)
        self.assertEqual(holder[0].eval("drop() return 1"), 1)

    def test_releasing_twice_is_no_matter(self):
        vm = luavm.VM()
        function = vm.load("return 1")
        ref = function._ref
        vm._space.release((ref,))
        vm._space.release((ref,))
        other = vm.load("return 2")
        function.close()
        self.assertEqual(other(), 2)

    def test_a_host_function_may_not_reset_or_resume(self):
        vm = luavm.VM()
        vm.register("reset", vm.reset)
        with self.assertRaises(luavm.BusyError):
            vm.eval("reset()")
        self.assertEqual(vm.eval("return 1"), 1)


if __name__ == "__main__":
    unittest.main()
