"""Values from Python into Lua, and what comes back."""

import collections
import enum
import math
import random
import struct
import types
import unittest

import luavm

SEED = 20240607
ROUNDS = 300


def same(left, right):
    """Equal to the last bit, types included."""
    if type(left) is not type(right):
        return False
    if isinstance(left, float):
        return struct.pack("d", left) == struct.pack("d", right)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return len(left) == len(right) and all(
            key in right and same(value, right[key]) for key, value in left.items()
        )
    return left == right


def scalar(rng):
    return rng.choice(
        (
            lambda: rng.choice((True, False)),
            lambda: rng.randint(-(2**63), 2**63 - 1),
            lambda: rng.randint(-5, 5),
            lambda: struct.unpack("d", rng.randbytes(8))[0] if rng.random() < 0.5 else rng.random(),
            lambda: "".join(chr(rng.choice((0, 65, 233, 0x20AC, 0x1F600))) for _ in range(rng.randint(0, 9))),
            lambda: b"\xff" + rng.randbytes(rng.randint(0, 9)),
        )
    )()


def finite(value):
    return 0.0 if isinstance(value, float) and math.isnan(value) else value


def key(rng):
    """A key that is one in Lua and in Python, and no item of a list."""
    found = finite(scalar(rng))
    if isinstance(found, (bool, float)):
        return f"k{rng.randint(0, 1 << 40)}"
    return 0 if found == 1 else found


def tree(rng, depth):
    """A value that comes back as it went in."""
    if depth == 0 or rng.random() < 0.4:
        return finite(scalar(rng))
    size = rng.randint(1, 6)
    if rng.random() < 0.5:
        return [tree(rng, depth - 1) for _ in range(size)]
    return {key(rng): tree(rng, depth - 1) for _ in range(size)}


class Encoding(unittest.TestCase):
    def setUp(self):
        self.vm = luavm.VM()
        self.addCleanup(self.vm.close)
        self.back = self.vm.load("return ...")
        self.addCleanup(self.assertEqual, luavm.stats().block_count, 0)

    def keeps(self, *values):
        for value in values:
            with self.subTest(repr(value)[:60]):
                self.assertTrue(same(self.back(value), value), repr(self.back(value))[:200])

    def becomes(self, value, expected):
        self.assertTrue(same(self.back(value), expected), repr(self.back(value))[:200])

    def refuses(self, kind, message, *arguments):
        with self.assertRaisesRegex(kind, message):
            self.back(*arguments)
        self.assertEqual(self.back(1), 1)

    def test_scalars_come_back(self):
        self.keeps(True, False, 0, -1, 2**63 - 1, -(2**63), 0.0, -0.0, 1.0, 5e-324, math.inf, -math.inf)
        self.assertIsNone(self.back(None))
        self.assertTrue(math.isnan(self.back(math.nan)))

    def test_integers_and_floats_stay_apart(self):
        kinds = self.vm.load("local a, b = ... return math.type(a), math.type(b)")
        self.assertEqual(kinds(2, 2.0), ("integer", "float"))

    def test_strings_come_back(self):
        self.keeps("", "a", "a\0b", "grüße", "\U0001f600", "x" * 100_000, b"\xff\x00", b"\x80" * 1000)

    def test_bytes_that_are_UTF8_come_back_as_text(self):
        self.becomes(b"abc", "abc")
        self.becomes(bytearray(b"abc"), "abc")
        self.becomes(memoryview(b"abc")[1:], "bc")

    def test_containers_come_back(self):
        self.keeps([1, 2, 3], [1.5, -0.0], ["a", ""], [True, False], [1, "a", 2.5, True, [1], {"a": 1}])
        self.keeps({"a": 1, "b": [1, {"c": "d"}]}, {0: "zero", -1: "minus", "x": 1.0}, {})

    def test_what_has_no_form_of_its_own_takes_the_nearest(self):
        self.becomes((1, 2), [1, 2])
        self.becomes([], {})
        self.becomes({1: "a", 2: "b"}, ["a", "b"])
        self.becomes({1.0: "a"}, ["a"])
        self.becomes(collections.OrderedDict(a=1), {"a": 1})
        self.becomes(enum.IntEnum("Color", "RED BLUE").BLUE, 2)
        self.becomes(type("Text", (str,), {})("t"), "t")
        self.becomes(type("Real", (float,), {})(0.5), 0.5)

    def test_None_in_a_list_is_a_hole(self):
        self.becomes([1, None, 3], {1: 1, 3: 3})
        self.becomes({"a": None, "b": 1}, {"b": 1})

    def test_random_trees_come_back(self):
        rng = random.Random(SEED)
        for round_ in range(ROUNDS):
            value = tree(rng, 4)
            with self.subTest(round_):
                self.assertTrue(same(self.back(value), value), repr(value)[:500])

    def test_random_trees_pass_through_host_functions(self):
        rng = random.Random(SEED)
        self.vm.register("echo", lambda *given: given)
        echo = self.vm.load("return echo(...)")
        for round_ in range(ROUNDS):
            values = [tree(rng, 3) for _ in range(rng.randint(2, 20))]
            with self.subTest(round_):
                self.assertTrue(same(list(echo(*values)), values), repr(values)[:500])

    def test_random_lists_of_one_type_come_back(self):
        rng = random.Random(SEED)
        for make in (
            lambda: rng.randint(-(2**63), 2**63 - 1),
            rng.random,
            lambda: rng.random() < 0.5,
            lambda: "é" * rng.randint(0, 5),
        ):
            self.keeps([make() for _ in range(5000)])

    def test_shared_values_stay_shared(self):
        shared = [1]
        found = self.back([shared, shared, [1]])
        self.assertIs(found[0], found[1])
        self.assertIsNot(found[0], found[2])
        first, second = self.back(shared, shared)
        self.assertIs(first, second)

    def test_cycles_stay_cycles(self):
        loop = [1]
        loop.append(loop)
        found = self.back(loop)
        self.assertIs(found[1], found)
        ring = {"name": "ring"}
        ring["to"] = {"back": ring}
        found = self.back(ring)
        self.assertIs(found["to"]["back"], found)

    def test_10000_levels_come_back(self):
        deep, chain = [], {}
        for _ in range(10_000):
            deep, chain = [deep], {"next": chain}
        found = self.back(deep)
        for _ in range(10_000):
            (found,) = found
        self.assertEqual(found, {})
        found = self.back(chain)
        for _ in range(10_000):
            found = found["next"]
        self.assertEqual(found, {})

    def test_a_number_out_of_range_is_refused_with_its_path(self):
        for value in (2**63, -(2**63) - 1, 10**30):
            self.refuses(luavm.ArgumentError, "value 1 does not fit into 64 bits", value)
            self.refuses(luavm.ArgumentError, r"value 2\['a'\]\[1\] does not fit", 0, {"a": [1, value]})
            self.refuses(luavm.ArgumentError, r"value 1\[2\] does not fit", [1, 2, value])
            self.refuses(luavm.ArgumentError, "the key 1.* of value 1 does not fit", {2**64: 1})

    def test_a_type_without_a_form_is_refused_with_its_path(self):
        for value, name in ((object(), "object"), ({1}, "set"), (1j, "complex"), (types, "module")):
            self.refuses(TypeError, f"value 1 is of type {name}", value)
            self.refuses(TypeError, rf"value 1\[1\]\['x'\] is of type {name}", [0, {"x": value}])
        self.refuses(TypeError, "value 1 is the class int", int)

    def test_a_key_without_a_form_is_refused_with_its_path(self):
        self.refuses(luavm.ArgumentError, "value 1 has the key None", {None: 1})
        self.refuses(luavm.ArgumentError, r"value 1\[0\] has the key nan", [{math.nan: 1}])
        self.refuses(TypeError, r"value 1\['a'\] has a tuple as a key", {"a": {(1, 2): 1}})
        self.refuses(luavm.ArgumentError, "one key in Lua", {"a": 1, b"a": 2})

    def test_a_surrogate_is_refused_with_its_path(self):
        self.refuses(luavm.ArgumentError, r"value 1\['a'\] has no UTF-8 form", {"a": "\ud800"})
        self.refuses(luavm.ArgumentError, "value 1 has no UTF-8 form", "\ud800")
        self.refuses(luavm.ArgumentError, "of value 1 has no UTF-8 form", {"\ud800": 1})

    def test_a_refusal_leaves_no_reference(self):
        before = self.vm.memory().used_bytes
        for _ in range(200):
            with self.assertRaises(TypeError):
                self.back([lambda: 1, object()])
        self.vm.gc.collect()
        self.assertLess(self.vm.memory().used_bytes, before + 20_000)

    def test_10000_arguments_and_no_more(self):
        count = self.vm.load("return select('#', ...)")
        self.assertEqual(count(*range(10_000)), 10_000)
        with self.assertRaisesRegex(luavm.ArgumentError, "10,000"):
            count(*range(10_001))

    def test_a_large_value_counts_against_the_memory_limit(self):
        with luavm.VM(memory_limit=1 << 20) as vm:
            size = vm.load("return #...")
            with self.assertRaises(luavm.MemoryLimitError):
                size(["x" * 1000 + str(i) for i in range(10_000)])
            self.assertEqual(size("abc"), 3)


if __name__ == "__main__":
    unittest.main()
