import math
import unittest

import luavm

COUNT = 100_000


class Tables(unittest.TestCase):
    def setUp(self):
        self.vm = luavm.VM(timeout=30)
        self.addCleanup(self.vm.close)

    def same(self, source, expected):
        found = self.vm.eval(source)
        self.assertEqual(found, expected)
        self.assertIs(type(found), type(expected))

    def test_the_keys_1_to_n_alone_are_a_list(self):
        self.same("return {1, 'two', {3}}", [1, "two", [3]])

    def test_the_empty_table_is_a_dict(self):
        self.same("return {}", {})

    def test_names_are_a_dict(self):
        self.same("return {a = 1, b = {c = 2}}", {"a": 1, "b": {"c": 2}})

    def test_mixed_keys_are_a_dict_with_integers(self):
        self.same("return {10, 20, x = 30}", {1: 10, 2: 20, "x": 30})

    def test_a_hole_makes_a_dict(self):
        self.same("return {1, nil, 3}", {1: 1, 3: 3})

    def test_a_list_may_not_start_at_0(self):
        self.same("return {[0] = 'a', 'b'}", {0: "a", 1: "b"})

    def test_1_and_the_text_1_are_two_keys(self):
        self.same("return {[1] = 'i', ['1'] = 's'}", {1: "i", "1": "s"})

    def test_a_whole_float_key_is_the_integer_as_in_Lua(self):
        self.same("return {[2^53] = 'x'}", {2**53: "x"})

    def test_float_keys_stay_floats(self):
        source = "return {[1.5] = 'a', [1/0] = 'b', [2^63] = 'c'}"
        self.same(source, {1.5: "a", math.inf: "b", 2.0**63: "c"})

    def test_extreme_integer_keys(self):
        source = "return {[math.maxinteger] = 1, [math.mininteger] = 2, [-1] = 3}"
        self.same(source, {2**63 - 1: 1, -(2**63): 2, -1: 3})

    def test_keys_that_are_not_UTF8_are_bytes(self):
        self.same("return {['\\xff'] = 1, ['a\\0'] = 2}", {b"\xff": 1, "a\0": 2})

    def test_boolean_keys_are_booleans(self):
        found = self.vm.eval("return {[true] = 'yes', [false] = 'no'}")
        self.assertEqual({repr(key) for key in found}, {"True", "False"})

    def test_true_beside_1_is_refused(self):
        for source in ("{[true] = 'a', 'b'}", "{[true] = 1, [2] = 2, 3}", "{[false] = 1, [0] = 2}"):
            with self.subTest(source), self.assertRaisesRegex(luavm.ConversionError, "true and 1"):
                self.vm.eval("return " + source)

    def test_a_table_as_key_is_refused(self):
        for source in ("{[{}] = 1}", "{1, 2, [{3}] = 4}", "{{a = {[{}] = 1}}}"):
            with self.subTest(source), self.assertRaisesRegex(luavm.ConversionError, "as a key"):
                self.vm.eval("return " + source)

    def test_a_refusal_still_has_output_and_usage(self):
        with self.assertRaises(luavm.ConversionError) as caught:
            self.vm.eval("print('before') return {[{}] = 1}")
        self.assertEqual(caught.exception.output, "before\n")
        self.assertGreater(caught.exception.usage.fuel, 0)

    def test_a_refusal_leaks_no_block(self):
        before = luavm.stats().block_count
        with self.assertRaises(luavm.ConversionError):
            self.vm.eval("return {[{}] = 1}")
        self.assertEqual(luavm.stats().block_count, before)

    def test_a_function_may_be_a_key(self):
        found = self.vm.eval("return {[tostring] = 't'}")
        self.assertEqual([key(7) for key in found], ["7"])

    def test_a_table_met_twice_is_one_object(self):
        found = self.vm.eval("local t = {1} return {t, t, x = t}")
        self.assertIs(found[1], found[2])
        self.assertIs(found[1], found["x"])

    def test_a_table_returned_twice_is_one_object(self):
        first, second, other = self.vm.eval("local t = {1} return t, t, {1}")
        self.assertIs(first, second)
        self.assertIsNot(first, other)
        self.assertEqual(first, other)

    def test_an_empty_table_met_twice_is_one_object(self):
        first, second, other = self.vm.eval("local t = {} return t, t, {}")
        self.assertIs(first, second)
        self.assertIsNot(first, other)

    def test_a_cycle_is_a_cycle(self):
        found = self.vm.eval("local t = {} t.self = t return t")
        self.assertIs(found["self"], found)

    def test_a_list_may_hold_itself(self):
        found = self.vm.eval("local t = {} t[1] = t t[2] = 5 return t")
        self.assertIs(found[0], found)
        self.assertEqual(found[1], 5)

    def test_a_cycle_of_two(self):
        found = self.vm.eval("local a, b = {n = 'a'}, {n = 'b'} a.to = b b.to = a return a")
        self.assertEqual(found["to"]["n"], "b")
        self.assertIs(found["to"]["to"], found)

    def test_lists_10000_deep_arrive(self):
        found = self.vm.eval("local t = {'end'} for i = 1, 10000 do t = {t} end return t")
        for _ in range(10_000):
            (found,) = found
        self.assertEqual(found, ["end"])

    def test_dicts_10000_deep_arrive(self):
        found = self.vm.eval("local t = 'end' for i = 1, 10000 do t = {to = t} end return t")
        for _ in range(10_000):
            found = found["to"]
        self.assertEqual(found, "end")

    def test_metamethods_do_not_run(self):
        source = "return setmetatable({1}, {__index = error, __len = error, __pairs = error})"
        self.same(source, [1])

    def list_of(self, value):
        return self.vm.eval(f"local t = {{}} for i = 1, {COUNT} do t[i] = {value} end return t")

    def test_a_long_list_of_integers(self):
        self.assertEqual(self.list_of("i"), list(range(1, COUNT + 1)))

    def test_a_long_list_of_floats(self):
        self.assertEqual(self.list_of("i / 2"), [i / 2 for i in range(1, COUNT + 1)])

    def test_a_long_list_of_texts(self):
        self.assertEqual(self.list_of("'k' .. i"), [f"k{i}" for i in range(1, COUNT + 1)])

    def test_a_long_list_of_booleans(self):
        self.assertEqual(self.list_of("i % 2 == 0"), [i % 2 == 0 for i in range(1, COUNT + 1)])

    def test_a_long_list_of_everything(self):
        found = self.list_of("({i, i / 2, 's' .. i, i % 2 == 0, {i}})[i % 5 + 1]")
        expected = [(i, i / 2, f"s{i}", i % 2 == 0, [i])[i % 5] for i in range(1, COUNT + 1)]
        self.assertEqual(found, expected)

    def test_a_large_dict(self):
        found = self.vm.eval(f"local t = {{}} for i = 1, {COUNT} do t['k' .. i] = i end return t")
        self.assertEqual(found, {f"k{i}": i for i in range(1, COUNT + 1)})


if __name__ == "__main__":
    unittest.main()
