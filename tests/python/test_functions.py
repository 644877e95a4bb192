"""Lua functions in the hands of Python."""

import copy
import gc
import pickle
import unittest

import luavm


class LuaFunctions(unittest.TestCase):
    def setUp(self):
        self.vm = luavm.VM()
        self.addCleanup(self.vm.close)

    def test_a_source_is_loaded_once_for_many_calls(self):
        add = self.vm.load("local a, b = ... return a + b")
        self.assertEqual([add(1, 2), add(1.5, 2), add("3", 4)], [3, 3.5, 7])

    def test_calls_give_none_one_or_all(self):
        give = self.vm.load("return ...")
        self.assertIsNone(give())
        self.assertEqual(give(1), 1)
        self.assertEqual(give(1, None, "x"), (1, None, "x"))

    def test_calls_of_one_source_share_an_environment(self):
        count = self.vm.load("n = (n or 0) + 1 return n")
        self.assertEqual([count(), count()], [1, 2])
        self.assertIsNone(self.vm.eval("return n"))
        lasting = self.vm.load("n = 7", keep_globals=True)
        lasting()
        self.assertEqual(self.vm.eval("return n", keep_globals=True), 7)

    def test_a_source_that_is_no_Lua_is_refused(self):
        with self.assertRaises(luavm.LuaSyntaxError) as caught:
            self.vm.load("x = = 1", name="rules.lua")
        self.assertEqual((caught.exception.source, caught.exception.line), ("rules.lua", 1))

    def test_a_function_that_comes_out_can_be_called(self):
        counter = self.vm.eval("local n = 0 return function(by) n = n + by return n end")
        self.assertIsInstance(counter, luavm.Function)
        self.assertEqual([counter(2), counter(3)], [2, 5])

    def test_functions_come_out_within_tables(self):
        module = self.vm.eval("return {double = function(x) return 2 * x end, name = 'm'}")
        self.assertEqual((module["double"](4), module["name"]), (8, "m"))

    def test_a_global_is_called_by_its_path(self):
        self.vm.eval("rules = {price = function(x) return x * 3 end}", keep_globals=True)
        self.assertEqual(self.vm.call("rules.price", 5), 15)
        self.assertEqual(self.vm.call("math.max", 1, 9, 4), 9)

    def test_what_is_no_function_cannot_be_called(self):
        for target in ("nothing", "math.pi", "math.nothing.more"):
            with self.subTest(target), self.assertRaises(luavm.LuaRuntimeError):
                self.vm.call(target)
        with self.assertRaises(luavm.LuaVmError):
            self.vm.call(7)

    def test_names_with_NUL_are_names(self):
        self.vm.set("a\0b", {"c\0d": 5})
        self.assertEqual(self.vm.get("a\0b.c\0d"), 5)
        self.assertIsNone(self.vm.get("a"))
        self.assertEqual(self.vm.eval("return _G['a\\0b']['c\\0d']"), 5)

    def test_a_call_has_limits_of_its_own(self):
        spin = self.vm.load("while true do end")
        with self.assertRaisesRegex(luavm.FuelError, "1,000"):
            spin(fuel=1000)
        with self.assertRaisesRegex(luavm.FuelError, "2,000"):
            self.vm.call(spin, fuel=2000)
        with self.assertRaises(TypeError):
            spin(nonsense=1)

    def test_an_error_names_its_place(self):
        bad = self.vm.load("\nerror('no')", name="rules.lua")
        with self.assertRaises(luavm.LuaRuntimeError) as caught:
            bad()
        self.assertEqual((caught.exception.source, caught.exception.line), ("rules.lua", 2))
        self.assertEqual(caught.exception.value, "rules.lua:2: no")

    def test_an_error_value_comes_out_whole(self):
        with self.assertRaises(luavm.LuaRuntimeError) as caught:
            self.vm.eval("error({code = 5, list = {1, 2}})")
        self.assertEqual(caught.exception.value, {"code": 5, "list": [1, 2]})

    def test_an_error_with_a_function_can_be_pickled_without_it(self):
        with self.assertRaises(luavm.LuaRuntimeError) as caught:
            self.vm.eval("error({handler = function() end})")
        self.assertIsNone(pickle.loads(pickle.dumps(caught.exception)).value)
        self.assertIsInstance(caught.exception.value["handler"], luavm.Function)

    def test_a_function_goes_back_in_as_the_same(self):
        function = self.vm.eval("f = function() end return f", keep_globals=True)
        same = self.vm.load("return ... == f", keep_globals=True)
        self.assertIs(same(function), True)
        self.assertIs(same(self.vm.load("")), False)

    def test_a_closed_function_says_so(self):
        with self.vm.eval("return function() return 1 end") as function:
            self.assertFalse(function.closed)
        self.assertTrue(function.closed)
        function.close()
        with self.assertRaises(luavm.LuaVmError):
            function()
        with self.assertRaisesRegex(luavm.ClosedError, "value 1 is closed"):
            self.vm.load("return ...")(function)
        self.assertRegex(repr(function), "Lua function.*closed")

    def test_a_function_of_another_VM_is_refused(self):
        with luavm.VM() as other:
            function = other.load("return 1")
            with self.assertRaisesRegex(luavm.ArgumentError, "of another VM"):
                self.vm.load("return ...")([function])

    def test_a_function_of_a_closed_VM_says_so(self):
        function = self.vm.load("return 1")
        self.vm.close()
        with self.assertRaisesRegex(luavm.ClosedError, "this VM is closed"):
            function()
        self.assertTrue(function.closed)
        function.close()

    def test_a_function_of_a_VM_that_was_reset_is_no_more(self):
        function = self.vm.load("return 1")
        self.vm.reset()
        with self.assertRaises(luavm.LuaVmError):
            function()

    def test_a_function_keeps_its_VM(self):
        function = luavm.VM().load("return 1")
        gc.collect()
        self.assertEqual(function(), 1)

    def test_a_dropped_function_is_released(self):
        make = self.vm.load("local big = ('x'):rep(1 << 20) return function() return #big end")
        for _ in range(100):
            self.assertEqual(make()(), 1 << 20)

    def test_a_function_cannot_be_copied_or_pickled(self):
        function = self.vm.load("")
        for call in (pickle.dumps, copy.copy, copy.deepcopy):
            with self.subTest(call), self.assertRaisesRegex(TypeError, "lives in its VM"):
                call(function)


if __name__ == "__main__":
    unittest.main()
