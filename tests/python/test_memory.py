import unittest

import luavm

KEEP = "kept = ('x'):rep(1 << 20)"


class MemoryAndGC(unittest.TestCase):
    def setUp(self):
        self.vm = luavm.VM(memory_limit=16 << 20)
        self.addCleanup(self.vm.close)

    def test_counters_show_what_a_script_keeps(self):
        before = self.vm.memory()
        self.vm.eval(KEEP, keep_globals=True)
        after = self.vm.memory()
        self.assertGreaterEqual(after.used_bytes, before.used_bytes + (1 << 20))
        self.assertGreaterEqual(after.peak_bytes, after.used_bytes)
        self.assertGreaterEqual(after.system_bytes, after.used_bytes)

    def test_counters_show_the_limits(self):
        memory = self.vm.memory()
        self.assertEqual((memory.limit_bytes, memory.soft_bytes), (16 << 20, 12 << 20))

    def test_a_refused_request_is_counted(self):
        with self.assertRaises(luavm.MemoryLimitError):
            self.vm.eval("return ('x'):rep(1 << 30)")
        self.assertGreater(self.vm.memory().refused_count, 0)

    def test_the_peak_outlives_what_made_it(self):
        self.vm.eval("local " + KEEP)
        self.vm.gc.collect()
        memory = self.vm.memory()
        self.assertLess(memory.used_bytes, 1 << 20)
        self.assertGreater(memory.peak_bytes, 1 << 20)

    def test_collect_frees_and_says_how_much(self):
        self.vm.eval(KEEP, keep_globals=True)
        self.vm.eval("kept = nil", keep_globals=True)
        self.assertGreaterEqual(self.vm.gc.collect(), 1 << 20)
        self.assertLess(self.vm.memory().used_bytes, 1 << 20)

    def test_collect_counts_a_cycle(self):
        before = self.vm.memory().gc_count
        self.vm.gc.collect()
        self.assertGreater(self.vm.memory().gc_count, before)

    def test_steps_end_a_cycle(self):
        self.vm.eval("kept = {} for i = 1, 1000 do kept[i] = {} end", keep_globals=True)
        self.assertTrue(any(self.vm.gc.step() for _ in range(10_000)))

    def test_a_large_step_ends_a_cycle(self):
        self.assertIs(self.vm.gc.step(1 << 20), True)

    def test_a_stopped_collector_does_not_run(self):
        self.vm.gc.stop()
        before = self.vm.memory().gc_count
        self.vm.eval("for i = 1, 1e4 do local t = {} end")
        self.assertEqual(self.vm.memory().gc_count, before)
        self.vm.gc.restart()
        self.vm.eval("for i = 1, 1e5 do local t = {} end")
        self.assertGreater(self.vm.memory().gc_count, before)

    def test_the_limit_holds_with_a_stopped_collector(self):
        self.vm.gc.stop()
        source = "for i = 1, 1e6 do local t = {i} end return 1"
        self.assertEqual(self.vm.eval(source, timeout=30), 1)
        self.assertLessEqual(self.vm.memory().peak_bytes, 16 << 20)

    def test_mode_answers_the_mode_before(self):
        first = self.vm.gc.mode("incremental")
        self.assertIn(first, ("incremental", "generational"))
        self.assertEqual(self.vm.gc.mode("generational"), "incremental")
        self.assertEqual(self.vm.gc.mode("incremental"), "generational")

    def test_usage_shows_the_eval_alone(self):
        usage = self.vm.run(KEEP + " kept = nil collectgarbage('count')").usage
        self.assertGreater(usage.memory_peak_bytes, 1 << 20)
        self.vm.gc.collect()
        self.assertLess(self.vm.run("return 1").usage.memory_peak_bytes, 1 << 20)


if __name__ == "__main__":
    unittest.main()
