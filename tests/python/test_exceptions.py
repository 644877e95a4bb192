"""Exceptions of Python on their way through Lua."""

import gc
import traceback
import unittest
import weakref

import luavm


class Custom(Exception):
    pass


class Exceptions(unittest.TestCase):
    def setUp(self):
        self.vm = luavm.VM()
        self.addCleanup(self.vm.close)

    def raising(self, error):
        def fail(*given):
            raise error

        self.vm.register("fail", fail)
        return error

    def passes(self, error, source="fail()"):
        self.raising(error)
        with self.assertRaises(type(error)) as caught:
            self.vm.eval(source)
        self.assertIs(caught.exception, error)
        self.assertEqual(self.vm.eval("return 1"), 1)

    def test_an_exception_comes_out_as_the_same_object(self):
        for error in (Custom("no"), KeyError("k"), ValueError(), StopIteration(1), OSError(2, "no")):
            with self.subTest(repr(error)):
                self.passes(error)

    def test_it_comes_out_of_calls_coroutines_and_metamethods(self):
        for source in (
            "error(select(2, pcall(fail)))",
            "local co = coroutine.wrap(fail) co()",
            "return setmetatable({}, {__index = fail}).x",
            "return ('x'):gsub('x', fail)",
            "table.sort({1, 2, 3}, fail)",
        ):
            with self.subTest(source):
                self.passes(Custom(source), source)
        self.passes(Custom("run"), "local f = fail return (f())")

    def test_it_comes_out_of_a_function(self):
        error = self.raising(Custom("no"))
        with self.assertRaises(Custom) as caught:
            self.vm.load("fail()")()
        self.assertIs(caught.exception, error)

    def test_run_has_it_as_its_error(self):
        error = self.raising(Custom("no"))
        result = self.vm.run("print('before') fail()")
        self.assertIs(result.error, error)
        self.assertEqual((result.status, result.output), ("runtime", "before\n"))

    def test_its_traceback_shows_both_sides(self):
        def inner():
            raise Custom("deep")

        def outer():
            inner()

        self.vm.register("outer", outer)
        try:
            self.vm.eval("outer()")
        except Custom as error:
            names = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
        self.assertEqual(names[0], "test_its_traceback_shows_both_sides")
        self.assertEqual(names[-2:], ["outer", "inner"])

    def test_a_script_sees_an_object_with_its_message(self):
        self.raising(Custom("no such thing"))
        found = self.vm.eval(
            "local ok, e = pcall(fail) return ok, type(e), tostring(e), e.message, 'E: ' .. e"
        )
        message = "no such thing"
        self.assertEqual(found, (False, "userdata", message, message, "E: " + message))

    def test_a_script_sees_nothing_else_of_it(self):
        self.raising(Custom("no"))
        found = self.vm.eval(
            "local ok, e = pcall(fail) return e.args, e.__traceback__, e.__class__, getmetatable(e)"
        )
        self.assertEqual(found, (None, None, None, False))

    def test_a_message_that_cannot_be_told_is_the_types_name(self):
        class Odd(Exception):
            def __str__(self):
                raise ValueError("no text")

        self.raising(Odd())
        self.assertEqual(self.vm.eval("return tostring(select(2, pcall(fail)))"), "Odd")
        self.raising(ValueError())
        self.assertEqual(self.vm.eval("return tostring(select(2, pcall(fail)))"), "ValueError")

    def test_a_caught_exception_is_no_failure(self):
        self.raising(Custom("no"))
        self.assertEqual(self.vm.eval("pcall(fail) return 'fine'"), "fine")

    def test_a_script_may_return_an_exception(self):
        error = self.raising(Custom("no"))
        self.assertIs(self.vm.eval("return select(2, pcall(fail))"), error)

    def test_a_wrapped_exception_is_a_value_of_the_error(self):
        error = self.raising(Custom("no"))
        with self.assertRaises(luavm.LuaRuntimeError) as caught:
            self.vm.eval("local _, e = pcall(fail) error({cause = e})")
        self.assertIs(caught.exception.value["cause"], error)

    def test_an_error_of_a_nested_call_passes_out_as_the_same(self):
        met = []

        def nested():
            try:
                self.vm.eval("error('inner')", name="inner.lua")
            except luavm.LuaRuntimeError as error:
                met.append(error)
                raise

        self.vm.register("nested", nested)
        with self.assertRaises(luavm.LuaRuntimeError) as caught:
            self.vm.eval("nested()")
        self.assertIs(caught.exception, met[0])
        self.assertEqual(caught.exception.source, "inner.lua")

    def test_it_passes_through_two_VMs(self):
        error = self.raising(Custom("no"))
        with luavm.VM() as outer:
            outer.register("inner", lambda: self.vm.eval("fail()"))
            with self.assertRaises(Custom) as caught:
                outer.eval("inner()")
        self.assertIs(caught.exception, error)

    def test_what_is_no_Exception_ends_the_script_uncatchably(self):
        for error in (KeyboardInterrupt(), SystemExit(3), GeneratorExit()):
            with self.subTest(repr(error)):
                self.vm.set("went_on", None)
                self.passes(error, "pcall(fail) while true do pcall(fail) end")
                self.passes(error, "coroutine.wrap(function() pcall(fail) end)()")

    def test_it_ends_nested_scripts_too(self):
        error = self.raising(SystemExit(4))
        self.vm.register("nested", lambda: self.vm.eval("pcall(fail) return 1"))
        with self.assertRaises(SystemExit) as caught:
            self.vm.eval("pcall(nested) return 2")
        self.assertIs(caught.exception, error)
        self.assertEqual(self.vm.eval("return 1"), 1)

    def test_run_raises_what_is_no_Exception(self):
        self.raising(SystemExit(5))
        with self.assertRaises(SystemExit):
            self.vm.run("fail()")

    def test_a_result_without_a_form_is_an_error_of_the_function(self):
        self.vm.register("bad", lambda: {"x": object()})
        with self.assertRaisesRegex(TypeError, r"value 1\['x'\] is of type object"):
            self.vm.eval("bad()")
        self.assertIn("type object", self.vm.eval("return tostring(select(2, pcall(bad)))"))
        self.vm.register("bad", lambda: (1, 2**64))
        with self.assertRaisesRegex(luavm.ArgumentError, "value 2 does not fit"):
            self.vm.eval("bad()")

    def test_an_argument_without_a_form_is_an_error_of_the_call(self):
        self.vm.register("take", lambda *given: given)
        with self.assertRaisesRegex(luavm.ConversionError, "as a key"):
            self.vm.eval("take({[{}] = 1})")

    def test_too_few_arguments_are_a_TypeError(self):
        self.vm.register("one", lambda x: x)
        with self.assertRaisesRegex(TypeError, "missing 1 required"):
            self.vm.eval("one()")

    def test_exceptions_are_dropped_with_the_script_that_met_them(self):
        error = self.raising(Custom("no"))
        with self.assertRaises(Custom):
            self.vm.eval("fail()")
        died = weakref.ref(error)
        self.vm.register("fail", print)
        del error
        self.vm.gc.collect()
        self.vm.gc.collect()
        self.vm.eval("return 1")
        gc.collect()
        self.assertIsNone(died())

    def test_many_exceptions_leave_nothing(self):
        self.raising(Custom("no"))
        self.vm.eval("for i = 1, 10000 do pcall(fail) end")
        self.vm.gc.collect()
        self.vm.eval("return 1")
        self.assertLess(len(self.vm._space.objects), 10)
        self.assertEqual(luavm.stats().block_count, 0)


if __name__ == "__main__":
    unittest.main()
