import math
import unittest

import luavm
from luavm import limits


class Arguments(unittest.TestCase):
    def setUp(self):
        self.vm = luavm.VM()
        self.addCleanup(self.vm.close)

    def test_a_timeout_must_be_above_zero(self):
        for seconds in (0, 0.0, -1, -0.001, math.nan, -math.inf):
            with self.subTest(seconds), self.assertRaisesRegex(luavm.ArgumentError, "UNLIMITED"):
                self.vm.eval("return 1", timeout=seconds)
            with self.subTest(seconds), self.assertRaisesRegex(luavm.ArgumentError, "timeout"):
                luavm.VM(timeout=seconds)

    def test_a_timeout_must_be_a_number(self):
        for seconds in ("1", True, [], 1j):
            with self.subTest(seconds), self.assertRaisesRegex(TypeError, "timeout"):
                self.vm.eval("return 1", timeout=seconds)

    def test_seconds_become_milliseconds(self):
        for seconds, milliseconds in (
            (None, 0),
            (1, 1000),
            (0.07, 70),
            (4.35, 4350),
            (0.0001, 1),
            (1e-300, 1),
            (0.0015, 2),
            (luavm.UNLIMITED, 2**64 - 1),
            (1e300, 2**64 - 1),
        ):
            with self.subTest(seconds):
                self.assertEqual(limits.milliseconds("timeout", seconds), milliseconds)

    def test_amounts_must_be_whole_and_above_zero(self):
        for name in ("fuel", "output_limit", "result_limit"):
            for value in (0, -1, 1.5, math.nan, -math.inf, 2**64 - 1, 2**70):
                with self.subTest(name, value=value):
                    with self.assertRaisesRegex(luavm.ArgumentError, name):
                        self.vm.eval("return 1", **{name: value})
                    with self.assertRaisesRegex(luavm.ArgumentError, name):
                        luavm.VM(**{name: value})

    def test_amounts_must_be_numbers(self):
        for value in ("10", True, [1]):
            with self.subTest(value), self.assertRaisesRegex(TypeError, "fuel"):
                self.vm.eval("return 1", fuel=value)

    def test_a_whole_float_is_an_amount(self):
        self.assertEqual(self.vm.eval("return 1", fuel=1e6), 1)

    def test_a_memory_limit_has_a_least(self):
        with self.assertRaisesRegex(luavm.ArgumentError, "64 KiB"):
            luavm.VM(memory_limit=65_535)
        luavm.VM(memory_limit=65_536).close()

    def test_a_soft_limit_may_not_be_above_the_hard_one(self):
        with self.assertRaisesRegex(luavm.ArgumentError, "soft"):
            luavm.VM(memory_limit=1 << 20, memory_soft_limit=2 << 20)

    def test_an_unknown_profile_is_refused_with_the_choices(self):
        for profile in ("open", "", "Locked", 1, ["locked"]):
            with self.subTest(profile):
                with self.assertRaisesRegex(luavm.ArgumentError, "locked, standard, redis, trusted"):
                    luavm.VM(profile=profile)

    def test_an_unknown_preset_is_refused_with_the_choices(self):
        with self.assertRaisesRegex(luavm.ArgumentError, "default, embedded, production"):
            luavm.VM(preset="tiny")

    def test_the_redis_profile_is_not_supported_yet(self):
        with self.assertRaisesRegex(luavm.UnsupportedError, "redis"):
            luavm.VM(profile="redis")

    def test_source_must_be_text_or_bytes(self):
        for source in (None, 1, ["return 1"], bytearray(b"return 1")):
            with self.subTest(source), self.assertRaisesRegex(TypeError, "source"):
                self.vm.eval(source)

    def test_source_must_have_a_UTF8_form(self):
        with self.assertRaisesRegex(luavm.ArgumentError, "source has no UTF-8 form"):
            self.vm.eval("return '\ud800'")

    def test_a_name_may_be_empty_long_or_odd(self):
        for name in ("", "x" * 4096, "grüße.lua", "a\0b"):
            with self.subTest(name):
                self.assertEqual(self.vm.eval("return 1", name=name), 1)

    def test_a_name_may_not_be_too_long(self):
        with self.assertRaisesRegex(luavm.ArgumentError, "4 KiB"):
            self.vm.eval("return 1", name="x" * 4097)

    def test_source_over_256_MiB_is_refused(self):
        with self.assertRaisesRegex(luavm.ArgumentError, "256 MiB"):
            self.vm.eval(bytes((256 << 20) + 1))

    def test_a_gc_step_has_a_range(self):
        for kib in (-1, (1 << 20) + 1):
            with self.subTest(kib), self.assertRaisesRegex(luavm.ArgumentError, "1,048,576"):
                self.vm.gc.step(kib)

    def test_a_gc_step_must_be_an_integer(self):
        for kib in ("1", 1.5, True, None):
            with self.subTest(kib), self.assertRaisesRegex(TypeError, "kib"):
                self.vm.gc.step(kib)

    def test_an_unknown_gc_mode_is_refused(self):
        with self.assertRaisesRegex(luavm.ArgumentError, "incremental, generational"):
            self.vm.gc.mode("fast")

    def test_a_vm_cap_has_a_range(self):
        for cap in (0, -1, 65_536, luavm.UNLIMITED, 1.5):
            with self.subTest(cap), self.assertRaisesRegex(luavm.ArgumentError, "vm_cap"):
                luavm.configure(vm_cap=cap)

    def test_a_memory_quota_must_be_above_zero(self):
        with self.assertRaisesRegex(luavm.ArgumentError, "memory_quota"):
            luavm.configure(memory_quota=0)

    def test_caps_of_services_must_be_above_zero(self):
        for name in ("http_cap", "ws_cap", "cache_bytes", "cache_compress_bytes"):
            with self.subTest(name), self.assertRaisesRegex(luavm.ArgumentError, name):
                luavm.configure(**{name: 0})

    def test_a_refused_argument_leaves_no_VM(self):
        before = luavm.stats()
        with self.assertRaises(luavm.ArgumentError):
            luavm.VM(memory_limit=1)
        after = luavm.stats()
        self.assertEqual((after.vm_count, after.block_count), (before.vm_count, before.block_count))


if __name__ == "__main__":
    unittest.main()
