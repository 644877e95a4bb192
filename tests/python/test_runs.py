"""Scripts in slices, and scripts that wait."""

import gc
import unittest

import luavm


class Runs(unittest.TestCase):
    def setUp(self):
        self.vm = luavm.VM()
        self.addCleanup(self.vm.close)
        self.asked = []

        @self.vm.function
        def fetch(n=None, *_):
            self.asked.append(n)
            return luavm.Pending(n, "along")

    def test_a_short_script_is_done_at_once(self):
        run = self.vm.start("print('x') return 1, 2")
        self.assertEqual((run.status, run.done, run.value, run.output), ("ok", True, (1, 2), "x\n"))

    def test_a_long_script_yields_and_goes_on(self):
        run = self.vm.start("local n = 0 for i = 1, 10000 do n = n + i end return n", slice_fuel=1000)
        slices = 1
        while not run.done:
            self.assertEqual(run.status, "yielded")
            run.resume()
            slices += 1
        self.assertEqual(run.value, 50_005_000)
        self.assertGreaterEqual(slices, 10)

    def test_a_function_can_be_started(self):
        count = self.vm.load("local n = 0 for i = 1, ... do n = n + 1 end return n")
        run = count.start(5000, slice_fuel=1000)
        while not run.done:
            run.resume()
        self.assertEqual(run.value, 5000)

    def test_a_pending_function_gets_its_results(self):
        run = self.vm.start("local a, b = fetch(1) return a + b, fetch(2)")
        self.assertEqual((run.status, run.values), ("pending", (1, "along")))
        run.resume(40, 2)
        self.assertEqual(run.values, (2, "along"))
        run.resume({"x": [1]})
        self.assertEqual(run.value, (42, {"x": [1]}))
        self.assertEqual(self.asked, [1, 2])

    def test_the_answer_may_be_a_function_an_object_or_a_table(self):
        run = self.vm.start("return fetch()(4)")
        self.assertEqual(run.resume(lambda x: x + 1).value, 5)
        plain = self.vm.expose(type("Plain", (), {"x": 7})(), properties=["x"])
        run = self.vm.start("return fetch().x")
        self.assertEqual(run.resume(plain).value, 7)
        table = self.vm.table([1, 2])
        run = self.vm.start("local t = fetch() t[3] = 3")
        run.resume(table)
        self.assertEqual(table.to_python(), [1, 2, 3])

    def test_a_pending_function_may_raise(self):
        run = self.vm.start("return tostring(select(2, pcall(fetch)))")
        run.throw(ValueError("too late"))
        self.assertEqual(run.value, "too late")
        error = ValueError("no")
        run = self.vm.start("fetch()")
        with self.assertRaises(ValueError) as caught:
            run.throw(error)
        self.assertIs(caught.exception, error)
        self.assertTrue(run.done)

    def test_output_is_that_of_all_slices(self):
        run = self.vm.start("print(1) fetch() print(2)")
        self.assertEqual(run.output, "1\n")
        run.resume()
        self.assertEqual(run.output, "1\n2\n")

    def test_fuel_is_counted_over_all_slices(self):
        run = self.vm.start("while true do end", fuel=10_000, slice_fuel=1000)
        with self.assertRaises(luavm.FuelError):
            while True:
                run.resume()
        self.assertEqual(run.status, "error")

    def test_the_VM_is_busy_until_the_end(self):
        run = self.vm.start("fetch() return 1")
        for call in (lambda: self.vm.eval("return 2"), lambda: self.vm.start("return 2")):
            with self.assertRaises(luavm.BusyError):
                call()
        run.resume()
        self.assertEqual(self.vm.eval("return 2"), 2)

    def test_a_closed_run_frees_its_VM(self):
        with self.vm.start("fetch() return 1") as run:
            pass
        self.assertTrue(run.done)
        run.close()
        self.assertEqual(self.vm.eval("return 2"), 2)

    def test_a_dropped_run_frees_its_VM(self):
        self.vm.start("fetch()")
        gc.collect()
        self.assertEqual(self.vm.eval("return 2"), 2)

    def test_a_run_that_nobody_answers_ends_with_its_VM(self):
        before = luavm.stats()
        vm = luavm.VM()
        vm.register("wait", luavm.Pending)
        run = vm.start("wait()")
        vm.close()
        with self.assertRaises(luavm.ClosedError):
            run.resume()
        self.assertEqual(luavm.stats().vm_count, before.vm_count)
        self.assertEqual(luavm.stats().block_count, before.block_count)

    def test_reset_ends_a_run(self):
        run = self.vm.start("fetch()")
        self.vm.reset()
        self.assertEqual(self.vm.eval("return 2"), 2)
        with self.assertRaises(luavm.LuaVmError):
            run.resume()

    def test_misuse_is_refused(self):
        run = self.vm.start("while true do end", slice_fuel=1000)
        with self.assertRaises(luavm.ArgumentError):
            run.resume(1)
        with self.assertRaises(luavm.ArgumentError):
            run.throw(ValueError())
        with self.assertRaises(luavm.BusyError):
            run.value
        run.close()
        with self.assertRaises(luavm.ArgumentError):
            run.resume()
        with self.assertRaises(luavm.ArgumentError):
            self.vm.start("return 1", slice_fuel=0)

    def test_a_bad_answer_is_refused_and_the_run_still_waits(self):
        run = self.vm.start("return fetch()")
        with self.assertRaisesRegex(TypeError, "value 1 is of type object"):
            run.resume(object())
        self.assertEqual(run.resume(5).value, 5)

    def test_an_eval_cannot_wait(self):
        with self.assertRaisesRegex(luavm.UnsupportedError, "eval_async"):
            self.vm.eval("fetch()")
        with self.assertRaisesRegex(luavm.UnsupportedError, "eval_async"):
            self.vm.call("fetch", 1)
        self.assertEqual(self.vm.eval("return 1"), 1)

    def test_where_Lua_cannot_wait_the_script_gets_an_error(self):
        for source in (
            "table.sort({1, 2}, fetch)",
            "return ('x'):gsub('x', fetch)",
        ):
            with self.subTest(source), self.assertRaises(luavm.LuaRuntimeError):
                self.vm.start(source)
        self.assertEqual(self.vm.eval("return 1"), 1)

    def test_it_waits_in_coroutines_and_pcalls(self):
        run = self.vm.start(
            "local co = coroutine.wrap(function() return select(2, pcall(fetch)) end)"
            "return co() + select(2, pcall(fetch))"
        )
        run.resume(1)
        run.resume(2)
        self.assertEqual(run.value, 3)

    def test_a_thousand_VMs_take_turns(self):
        answers = []
        template = luavm.Template()
        template.register("fetch", luavm.Pending)
        runs = []
        for number in range(900):
            vm = luavm.VM(template=template)
            ask = vm.load("local id = ... return fetch(id) + fetch(id + 1)")
            runs.append((vm, ask.start(number)))
        for _ in range(2):
            for _, run in runs:
                run.resume(run.values[0])
        answers = [run.value for _, run in runs]
        for vm, _ in runs:
            vm.close()
        self.assertEqual(answers, [2 * number + 1 for number in range(900)])


if __name__ == "__main__":
    unittest.main()
