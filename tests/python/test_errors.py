import copy
import pickle
import traceback
import unittest

import luavm
from luavm import _abi, errors


class Errors(unittest.TestCase):
    def setUp(self):
        self.vm = luavm.VM()
        self.addCleanup(self.vm.close)

    def error(self, source, kind=luavm.LuaRuntimeError, **options):
        with self.assertRaises(kind) as caught:
            self.vm.eval(source, **options)
        return caught.exception

    def test_an_error_says_where_it_was(self):
        error = self.error("\n\nerror('no')", name="rules.lua")
        self.assertEqual((error.source, error.line), ("rules.lua", 3))
        self.assertEqual(error.message, "rules.lua:3: no")
        self.assertEqual(str(error), error.message)

    def test_an_error_has_its_traceback(self):
        error = self.error("local function f() error('no') end\nlocal x = 1\nf()")
        self.assertRegex(error.traceback, r"script:1:(.|\n)*script:3:")

    @unittest.skipUnless(hasattr(BaseException, "add_note"), "Python 3.11")
    def test_an_error_that_nothing_catches_shows_its_frames(self):
        error = self.error("local function f() error('no') end\nlocal x = 1\nf()")
        shown = "".join(traceback.format_exception(type(error), error, None))
        self.assertRegex(shown, r"^luavm\.LuaRuntimeError: script:1: no\n(.|\n)*\n  script:3: ")

    def test_an_error_has_the_output_so_far(self):
        self.assertEqual(self.error("print('before') error('no')").output, "before\n")

    def test_an_error_has_what_was_spent(self):
        usage = self.error("for i = 1, 1000 do end error('no')").usage
        self.assertGreater(usage.fuel, 1000)
        self.assertGreater(usage.wall_ns, 0)

    def test_a_syntax_error_says_where_it_was(self):
        error = self.error("x = 1\nx = = 2", luavm.LuaSyntaxError)
        self.assertEqual((error.status, error.source, error.line), ("syntax", "script", 2))

    def test_a_line_not_known_is_None(self):
        error = self.error("return ('x'):rep(100)", luavm.OutputLimitError, result_limit=10)
        self.assertEqual((error.source, error.line), ("", None))

    def test_an_error_value_without_text_has_a_message(self):
        self.assertTrue(self.error("error({})").message)

    def test_bytes_that_are_not_UTF8_show_as_escapes(self):
        error = self.error("print('a\\xff') error('b\\xfe', 0)")
        self.assertEqual((error.message, error.output), ("b\\xfe", "a\\xff\n"))

    def test_every_status_has_its_class(self):
        for number, name in _abi.STATUS_NAMES.items():
            if number not in (_abi.LUAVM_OK, _abi.LUAVM_PENDING, _abi.LUAVM_YIELDED):
                with self.subTest(name):
                    error = errors.error_for(number)
                    self.assertEqual(error.status, name)
                    self.assertTrue(error.message)

    def test_an_unknown_status_is_internal(self):
        self.assertIsInstance(errors.error_for(999), luavm.InternalError)

    def test_every_class_is_exported_and_derives_from_one(self):
        for name in luavm.__all__:
            if name.endswith("Error"):
                self.assertTrue(issubclass(getattr(luavm, name), luavm.LuaVmError), name)

    def test_an_argument_error_is_a_ValueError(self):
        self.assertTrue(issubclass(luavm.ArgumentError, ValueError))

    def test_errors_survive_pickle_and_copy(self):
        for error in (
            self.error("error('no', 0)"),
            self.error("while true do end", luavm.TimeoutError, timeout=0.01),
        ):
            for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
                with self.subTest(type(error).__name__):
                    self.assertIs(type(again), type(error))
                    self.assertEqual(vars(again), vars(error))
                    self.assertEqual(str(again), str(error))


class Run(unittest.TestCase):
    def setUp(self):
        self.vm = luavm.VM()
        self.addCleanup(self.vm.close)

    def test_a_good_script(self):
        result = self.vm.run("print('out') return 1, 'two'")
        self.assertTrue(result.ok)
        self.assertIsNone(result.error)
        self.assertEqual(
            (result.status, result.values, result.output), ("ok", (1, "two"), "out\n")
        )

    def test_value_is_what_eval_returns(self):
        for source in ("", "return 1", "return 1, 2", "return nil"):
            with self.subTest(source):
                self.assertEqual(self.vm.run(source).value, self.vm.eval(source))

    def test_no_failure_of_a_script_raises(self):
        for status, source, options in (
            ("runtime", "print(1) error('no')", {}),
            ("syntax", "x x", {}),
            ("sandbox", "print(1) string.x = 1", {}),
            ("timeout", "print(1) while true do end", {"timeout": 0.01}),
            ("fuel", "print(1) while true do end", {"fuel": 1000}),
            ("memory", "print(1) local s = ('x'):rep(1 << 30)", {}),
            ("output", "print(1) print(('x'):rep(100))", {"output_limit": 10}),
            ("conversion", "print(1) return {[{}] = 1}", {}),
        ):
            with self.subTest(status):
                result = self.vm.run(source, **options)
                self.assertEqual((result.status, result.error.status), (status, status))
                self.assertFalse(result.ok)
                self.assertEqual(result.values, ())
                self.assertTrue(result.error.message)
                self.assertEqual(result.output[:1], "" if status == "syntax" else "1")
                self.assertEqual(result.usage, result.error.usage)

    def test_failures_of_the_caller_raise(self):
        with self.assertRaises(luavm.ArgumentError):
            self.vm.run("return 1", timeout=-1)
        with self.assertRaises(luavm.ArgumentError):
            self.vm.run("return 1", name="x" * 5000)
        self.vm.close()
        with self.assertRaises(luavm.ClosedError):
            self.vm.run("return 1")

    def test_output_is_kept_as_bytes_too(self):
        result = self.vm.run("print('é\\xff')")
        self.assertEqual((result.output_bytes, result.output), (b"\xc3\xa9\xff\n", "é\\xff\n"))

    def test_globals_are_fresh_for_each_run(self):
        self.vm.run("x = 1")
        self.assertIsNone(self.vm.run("return x").value)

    def test_globals_are_kept_on_request(self):
        self.vm.run("x = 1", keep_globals=True)
        self.assertEqual(self.vm.run("return x", keep_globals=True).value, 1)
        self.assertIsNone(self.vm.run("return x").value)


if __name__ == "__main__":
    unittest.main()
