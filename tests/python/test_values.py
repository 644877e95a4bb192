import math
import struct
import unittest

import luavm


class Values(unittest.TestCase):
    def setUp(self):
        self.vm = luavm.VM()
        self.addCleanup(self.vm.close)

    def same(self, source, expected):
        found = self.vm.eval(source)
        self.assertEqual(repr(found), repr(expected))

    def test_no_value_is_None(self):
        self.same("local x = 1", None)

    def test_one_value_is_itself(self):
        self.same("return 7", 7)

    def test_several_values_are_a_tuple(self):
        self.same("return 1, 'two', nil, true", (1, "two", None, True))

    def test_two_hundred_values_are_a_tuple(self):
        source = "return " + ", ".join(str(i) for i in range(200))
        self.same(source, tuple(range(200)))

    def test_nil_and_booleans(self):
        self.same("return nil, true, false", (None, True, False))

    def test_one_nil_is_None(self):
        self.same("return nil", None)

    def test_integers_keep_all_64_bits(self):
        self.same(
            "return math.maxinteger, math.mininteger, -1, 0, (1 << 53) + 1",
            (2**63 - 1, -(2**63), -1, 0, 2**53 + 1),
        )

    def test_a_whole_double_stays_a_float(self):
        self.same("return 1.0, 2^53, 1e15", (1.0, 9007199254740992.0, 1e15))

    def test_doubles_keep_every_bit(self):
        for value in (0.1, 1 / 3, 5e-324, 1.7976931348623157e308, -2.5, math.pi):
            with self.subTest(value):
                found = self.vm.eval(f"return {value!r}")
                self.assertEqual(struct.pack("d", found), struct.pack("d", value))

    def test_minus_zero_keeps_its_sign(self):
        self.same("return -0.0", -0.0)
        self.same("return -0.0, 0.0", (-0.0, 0.0))

    def test_infinities_and_NaN(self):
        self.same("return 1/0, -1/0", (math.inf, -math.inf))
        self.assertTrue(math.isnan(self.vm.eval("return 0/0")))
        self.assertTrue(math.isnan(self.vm.eval("return 0/0, 1")[0]))

    def test_text_is_str(self):
        source = "return 'grüße', '', '日本', '\\u{1F600}'"
        self.same(source, ("grüße", "", "日本", "\U0001f600"))

    def test_source_may_be_bytes(self):
        self.assertEqual(self.vm.eval(b"return '\xc3\xa9'"), "é")

    def test_a_NUL_is_data(self):
        self.same("return 'a\\0b', '\\0'", ("a\0b", "\0"))

    def test_a_NUL_in_the_source_is_data(self):
        self.same("return 'a\0b'", "a\0b")

    def test_bytes_that_are_not_UTF8_stay_bytes(self):
        self.same("return '\\xff', 'a\\x80', '\\0\\xfe'", (b"\xff", b"a\x80", b"\0\xfe"))

    def test_an_encoded_surrogate_stays_bytes(self):
        self.same("return '\\u{D800}'", b"\xed\xa0\x80")

    def test_a_code_point_beyond_Unicode_stays_bytes(self):
        self.same("return '\\u{7FFFFFFF}'", b"\xfd\xbf\xbf\xbf\xbf\xbf")

    def test_all_256_bytes_arrive(self):
        source = "local s = '' for i = 0, 255 do s = s .. string.char(i) end return s"
        self.same(source, bytes(range(256)))

    def test_a_megabyte_of_text_arrives(self):
        self.assertEqual(self.vm.eval("return ('abcd'):rep(1 << 18)"), "abcd" * (1 << 18))

    def test_a_coroutine_is_opaque(self):
        self.assertEqual(self.vm.eval("return coroutine.create(print)").kind, "coroutine")

    def test_an_opaque_value_goes_back_in_as_the_same(self):
        thread, again = self.vm.eval("t = coroutine.create(print) return t, t", keep_globals=True)
        same = self.vm.load("local a, b = ... return a == b and a == t", keep_globals=True)
        self.assertIs(same(thread, again), True)

    def test_an_opaque_value_cannot_be_changed(self):
        with self.assertRaises(AttributeError):
            self.vm.eval("return coroutine.create(print)").kind = "other"

    def test_values_outlive_their_VM(self):
        with luavm.VM() as vm:
            found = vm.eval("return {1, 'two', {3}}")
        self.assertEqual(found, [1, "two", [3]])


if __name__ == "__main__":
    unittest.main()
