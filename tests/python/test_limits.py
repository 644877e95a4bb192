import builtins
import unittest

import luavm

HUNGRY = "local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end"


class Limits(unittest.TestCase):
    def setUp(self):
        self.vm = luavm.VM(memory_limit=4 << 20, timeout=30)
        self.addCleanup(self.vm.close)

    def fails(self, kind, message, source, **options):
        """The script fails so, its message names the limit, and the VM goes on."""
        with self.assertRaisesRegex(kind, message) as caught:
            self.vm.eval(source, **options)
        self.assertEqual(self.vm.eval("return 'still here'"), "still here")
        return caught.exception

    def test_time(self):
        error = self.fails(
            luavm.TimeoutError, "wall-time limit of 50 ms", "while true do end", timeout=0.05
        )
        self.assertEqual(error.status, "timeout")
        self.assertGreaterEqual(error.usage.wall_ns, 50_000_000)

    def test_a_timeout_is_also_the_builtin_one(self):
        self.fails(builtins.TimeoutError, "limit", "while true do end", timeout=0.01)

    def test_memory(self):
        error = self.fails(luavm.MemoryLimitError, "memory limit of 4 MiB", HUNGRY)
        self.assertEqual(error.status, "memory")
        self.assertLessEqual(error.usage.memory_peak_bytes, 4 << 20)

    def test_fuel(self):
        error = self.fails(
            luavm.FuelError, "fuel limit of 10,000 units", "for i = 1, 1e9 do end", fuel=10_000
        )
        self.assertEqual(error.status, "fuel")

    def test_output(self):
        error = self.fails(
            luavm.OutputLimitError,
            "output limit of 1,000 bytes",
            "while true do print('line') end",
            output_limit=1000,
        )
        self.assertEqual(error.status, "output")
        self.assertTrue(error.output.startswith("line\nline\n"))
        self.assertLessEqual(len(error.output), 1000)

    def test_result(self):
        self.fails(
            luavm.OutputLimitError,
            "result limit of 1,000 bytes",
            "return ('x'):rep(10000)",
            result_limit=1000,
        )

    def test_a_result_counts_against_memory(self):
        source = "local s = ('x'):rep(1 << 20) return {s, s, s, s, s, s}"
        self.fails(luavm.MemoryLimitError, "memory limit of 4 MiB", source)

    def test_sandbox(self):
        error = self.fails(luavm.SandboxError, "read-only", "string.x = 1")
        self.assertEqual(error.status, "sandbox")

    def test_precompiled_chunks_are_refused(self):
        self.fails(luavm.SandboxError, "precompiled", b"\x1bLua\x54\x00")

    def test_pcall_cannot_catch_a_limit(self):
        source = "while true do pcall(function() while true do end end) end"
        self.fails(luavm.FuelError, "fuel", source, fuel=10_000)
        self.fails(luavm.TimeoutError, "wall-time", source, timeout=0.01)

    def test_pcall_cannot_catch_the_memory_limit(self):
        self.fails(luavm.MemoryLimitError, "memory", f"return pcall(function() {HUNGRY} end)")

    def test_pcall_may_catch_the_memory_limit_on_request(self):
        with luavm.VM(memory_limit=4 << 20, memory_errors_catchable=True) as vm:
            self.assertEqual(
                vm.eval(f"return pcall(function() {HUNGRY} end)"), (False, "not enough memory")
            )

    def test_limits_of_the_VM_hold_for_every_eval(self):
        for kind, option, source in (
            (luavm.TimeoutError, {"timeout": 0.02}, "while true do end"),
            (luavm.OutputLimitError, {"output_limit": 100}, "print(('x'):rep(200))"),
            (luavm.OutputLimitError, {"result_limit": 100}, "return ('x'):rep(200)"),
        ):
            with self.subTest(source), luavm.VM(**option) as vm:
                for _ in range(2):
                    with self.assertRaises(kind):
                        vm.eval(source)
                self.assertEqual(vm.eval("return 1", timeout=30), 1)

    def test_fuel_of_the_VM_holds_for_every_eval(self):
        with luavm.VM(fuel=1000) as vm:
            for _ in range(3):
                with self.assertRaisesRegex(luavm.FuelError, "1,000"):
                    vm.eval("while true do end")
                self.assertEqual(vm.eval("for i = 1, 900 do end return 1"), 1)

    def test_an_eval_may_ask_for_more_than_its_VM_has(self):
        with luavm.VM(fuel=100) as vm:
            self.assertEqual(vm.eval("for i = 1, 1e5 do end return 1", fuel=10**6), 1)
            self.assertEqual(vm.eval("for i = 1, 1e5 do end return 1", fuel=luavm.UNLIMITED), 1)

    def test_the_same_script_spends_the_same_fuel(self):
        source = "local t = {} for i = 1, 1000 do t[#t + 1] = tostring(i) end return #t"
        spent = {luavm.VM().run(source).usage.fuel for _ in range(5)}
        self.assertEqual(len(spent), 1)

    def test_a_timeout_is_rounded_up_to_a_millisecond(self):
        for seconds, shown in ((1e-9, "1 ms"), (0.0101, "11 ms"), (0.007, "7 ms")):
            with self.subTest(seconds):
                self.fails(
                    luavm.TimeoutError, f"limit of {shown}", "while true do end", timeout=seconds
                )

    def test_a_preset_brings_its_limits(self):
        with luavm.VM(preset="embedded") as vm:
            memory = vm.memory()
            self.assertEqual((memory.limit_bytes, memory.soft_bytes), (1 << 20, 768 << 10))

    def test_a_limit_goes_before_the_preset(self):
        with luavm.VM(preset="production", memory_limit=3 << 20, memory_soft_limit=1 << 20) as vm:
            memory = vm.memory()
            self.assertEqual((memory.limit_bytes, memory.soft_bytes), (3 << 20, 1 << 20))

    def test_without_a_preset_it_is_32_MiB(self):
        with luavm.VM() as vm:
            self.assertEqual(vm.memory().limit_bytes, 32 << 20)

    def test_UNLIMITED_memory(self):
        with luavm.VM(memory_limit=luavm.UNLIMITED, timeout=30) as vm:
            self.assertEqual(vm.memory().limit_bytes, luavm.UNLIMITED)
            self.assertEqual(vm.eval("return #('x'):rep(64 << 20)"), 64 << 20)

    def test_what_a_profile_allows(self):
        source = "return load ~= nil, print ~= nil, coroutine ~= nil, os ~= nil, io ~= nil"
        for profile, expected in (
            ("locked", (False, False, False, False, False)),
            ("standard", (True, True, True, True, False)),
            ("trusted", (True, True, True, True, True)),
        ):
            with self.subTest(profile), luavm.VM(profile=profile) as vm:
                self.assertEqual(vm.eval(source), expected)


if __name__ == "__main__":
    unittest.main()
