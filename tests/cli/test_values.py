"""Lua values as JSON: exact numbers, any bytes, and tables of every shape. The rules are in src/Cli/ValueJson.cs."""
import base64
import math
import unittest

from command import evaluate, luavm, value

FUNCTION = {"$type": "function"}


class Scalars(unittest.TestCase):
    def test_integers_keep_all_64_bits(self):
        for code, number in (("math.maxinteger", 2**63 - 1), ("math.mininteger", -2**63), ("0", 0), ("-1", -1),
                             ("1 << 53 | 1", 2**53 + 1), ("0xffffffffffffffff", -1)):
            with self.subTest(code):
                self.assertIs(type(value(code)), int)
                self.assertEqual(value(code), number)

    def test_floats_stay_floats(self):
        for code, number in (("1.0", 1.0), ("-0.0", -0.0), ("2^53", 2.0**53), ("1e15", 1e15), ("1e16", 1e16),
                             ("1e300", 1e300), ("-1e-300", -1e-300), ("5e-324", 5e-324), ("0.1", 0.1),
                             ("1/3", 1 / 3), ("math.maxinteger + 0.0", 2.0**63), ("math.pi", math.pi)):
            with self.subTest(code):
                self.assertIs(type(value(code)), float)
                self.assertEqual((value(code), math.copysign(1, value(code))), (number, math.copysign(1, number)))

    def test_1_and_1_0_are_told_apart_in_the_text(self):
        self.assertIn(b'"values":[1,1.0,-0.0]', luavm("eval", "1, 1.0, -0.0", "--json").stdout)

    def test_numbers_that_json_lacks_are_strings(self):
        self.assertEqual(evaluate("0/0, -(0/0), 1/0, -1/0")["values"], ["nan", "nan", "inf", "-inf"])

    def test_nil_booleans_and_nothing(self):
        self.assertEqual(evaluate("nil, true, false")["values"], [None, True, False])
        self.assertEqual(evaluate("return")["values"], [])
        self.assertEqual(evaluate("nil")["values"], [None])

    def test_text_is_text_whatever_it_holds(self):
        for text in ("", "plain", "é €", "\U0010ffff\U0001f600", "\0", "\x01\x1f\x7f", '"\\/<>&\'',
                     "line\nline\r\n\t"):
            with self.subTest(text):
                code = "".join(f"\\x{byte:02x}" for byte in text.encode())
                self.assertEqual(value(f"'{code}'"), text)

    def test_bytes_that_are_not_utf8_are_base64(self):
        for code in (rb"\xff", rb"\xc3", rb"a\x80", rb"\xc0\x80", rb"\xed\xa0\x80", rb"\xf4\x90\x80\x80"):
            with self.subTest(code):
                data = code.decode("unicode_escape").encode("latin-1")
                self.assertEqual(value(f"'{code.decode()}'"), {"$bytes": base64.b64encode(data).decode()})

    def test_every_byte_comes_through(self):
        code = "local t = {} for i = 0, 255 do t[#t + 1] = string.char(i) end return table.concat(t)"
        self.assertEqual(base64.b64decode(value(code)["$bytes"]), bytes(range(256)))

    def test_a_megabyte_of_text_comes_through(self):
        self.assertEqual(value("return ('ab'):rep(1 << 19)"), "ab" * (1 << 19))

    def test_values_without_a_form_are_named_by_their_type(self):
        self.assertEqual(evaluate("print, coroutine.create(print)")["values"], [FUNCTION, {"$type": "coroutine"}])
        self.assertEqual(value("io.stdout", "--profile", "trusted"), {"$type": "userdata"})


class Tables(unittest.TestCase):
    def test_a_sequence_is_an_array(self):
        self.assertEqual(value("{10, 'x', {true}}"), [10, "x", [True]])
        self.assertEqual(value("{[2] = 'b', [1] = 'a'}"), ["a", "b"])

    def test_a_table_without_entries_is_an_object(self):
        self.assertEqual(value("{}"), {})
        self.assertEqual(value("{nil, nil}"), {})

    def test_any_other_table_is_an_object_with_text_for_keys(self):
        self.assertEqual(value("{1, 2, a = 3}"), {"1": 1, "2": 2, "a": 3})
        self.assertEqual(value("{nil, 2}"), {"2": 2})
        self.assertEqual(value("{[0] = 0, [-1] = 1, [1.5] = 2, [true] = 3, [false] = 4}"),
                         {"0": 0, "-1": 1, "1.5": 2, "true": 3, "false": 4})
        self.assertEqual(value("{[1/0] = 1, [2^53] = 2, [math.mininteger] = 3, [''] = 4, ['\\0'] = 5}"),
                         {"inf": 1, "9007199254740992": 2, str(-2**63): 3, "": 4, "\0": 5})

    def test_keys_that_are_not_items_are_sorted(self):
        letters = "zyxwvutsrqponmlkjihgfedcba"
        code = f"local t = {{}} for c in ('{letters}'):gmatch '.' do t[c] = true end return t"
        self.assertEqual(list(value(code)), sorted(letters))
        self.assertEqual(list(value("{'one', 'two', b = 1, a = 2}")), ["1", "2", "a", "b"])

    def test_keys_that_look_alike_are_kept_apart_as_pairs(self):
        self.assertEqual(value("{10, ['1'] = 20}"), {"$pairs": [[1, 10], ["1", 20]]})
        for code, keys in (("{[0] = 1, ['0'] = 1}", [0, "0"]), ("{[1.5] = 1, ['1.5'] = 1}", [1.5, "1.5"]),
                           ("{[true] = 1, ['true'] = 1}", [True, "true"]), ("{[1/0] = 1, inf = 1}", ["inf", "inf"])):
            with self.subTest(code):
                pairs = value(code)["$pairs"]
                self.assertEqual(sorted(map(repr, pairs)), sorted(repr([key, 1]) for key in keys))

    def test_keys_without_text_make_pairs(self):
        self.assertEqual(value("{[{}] = 1}"), {"$pairs": [[{}, 1]]})
        self.assertEqual(value("{[print] = 1}"), {"$pairs": [[FUNCTION, 1]]})
        self.assertEqual(value("{['\\xff'] = 1}"), {"$pairs": [[{"$bytes": "/w=="}, 1]]})
        self.assertEqual(value("{7, 8, [{9}] = {10}}"), {"$pairs": [[1, 7], [2, 8], [[9], [10]]]})

    def test_metamethods_are_not_asked(self):
        code = "return setmetatable({1}, {__index = error, __len = error, __pairs = error, __tostring = error})"
        self.assertEqual(value(code), [1])

    def test_a_large_table_comes_through(self):
        code = "local t = {} for i = 1, 100000 do t[i] = i end return t"
        self.assertEqual(value(code), list(range(1, 100_001)))


class Graphs(unittest.TestCase):
    def test_a_table_inside_itself_is_a_reference(self):
        self.assertEqual(value("local t = {} t.me = t return t"), {"me": {"$ref": 1}})
        self.assertEqual(value("local a, b = {}, {} a.b, b.a = b, a return a"), {"b": {"a": {"$ref": 1}}})
        self.assertEqual(value("local t = {} t[1] = {t, t} return t"), [[{"$ref": 1}, {"$ref": 1}]])

    def test_a_table_that_is_its_own_key_is_a_reference(self):
        self.assertEqual(value("local t = {} t[t] = t return t"), {"$pairs": [[{"$ref": 1}, {"$ref": 1}]]})

    def test_the_environment_ends(self):
        self.assertEqual(value("return _G")["_G"], {"$ref": 1})

    def test_a_shared_table_is_written_at_each_place(self):
        self.assertEqual(value("local t = {1} return {t, t, {t}}"), [[1], [1], [[1]]])

    def test_tables_shared_2_to_the_60_times_end(self):
        found = value("local t = {} for _ = 1, 60 do t = {t, t} end return t")
        depth, references, stack = 0, 0, [(found, 0)]
        while stack:
            part, level = stack.pop()
            depth = max(depth, level)
            references += isinstance(part, dict) and "$ref" in part
            stack += [(child, level + 1) for child in part] if isinstance(part, list) else []
        self.assertEqual(depth, 60)
        self.assertGreater(references, 0)

    def test_keys_shared_2_to_the_60_times_end(self):
        outcome = luavm("eval", "local t = {} for _ = 1, 60 do t = {[t] = t} end return t", "--json")
        self.assertEqual(outcome.exit, 0)
        self.assertIn(b'{"$ref":', outcome.stdout)

    def test_100000_levels_of_arrays_come_through(self):
        outcome = luavm("eval", "local t = {} for _ = 1, 100000 do t = {t} end return t", "--json",
                        "--memory", "128MiB")
        self.assertEqual(outcome.exit, 0)
        self.assertIn(b'"values":[' + b"[" * 100_000 + b"{}" + b"]" * 100_000 + b"],", outcome.stdout)

    def test_100000_levels_of_objects_come_through(self):
        outcome = luavm("eval", "local t = 1 for _ = 1, 100000 do t = {a = t} end return t", "--json",
                        "--memory", "128MiB")
        self.assertEqual(outcome.exit, 0)
        self.assertIn(b'"values":[' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"],", outcome.stdout)

    def test_a_result_over_its_limit_gives_no_values(self):
        answer = evaluate("local t = {} for i = 1, 10000 do t[i] = i end return t", "--result", "4KiB")
        self.assertEqual((answer["status"], answer["values"]), ("output", []))
        self.assertIn("result limit of 4 KiB", answer["error"]["message"])


if __name__ == "__main__":
    unittest.main()
