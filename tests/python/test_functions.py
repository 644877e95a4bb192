"""Lua functions in Python, and Python's in Lua."""

import copy
import functools
import gc
import pickle
import unittest
import weakref

import luavm


class Case(unittest.TestCase):
    def setUp(self):
        self.vm = luavm.VM()
        self.addCleanup(self.vm.close)


class LuaFunctions(Case):
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


class HostFunctions(Case):
    def test_a_registered_function_is_a_global(self):
        self.vm.register("double", lambda x: 2 * x)
        self.assertEqual(self.vm.eval("return double(21), double('a')"), (42, "aa"))

    def test_a_dotted_name_is_in_a_module_that_scripts_cannot_write(self):
        self.vm.register("shop.price", {"apple": 20}.get)
        self.vm.register("shop.tax.rate", lambda: 0.2)
        self.assertEqual(self.vm.eval("return shop.price('apple'), shop.tax.rate()"), (20, 0.2))
        with self.assertRaises(luavm.LuaVmError):
            self.vm.eval("shop.price = nil")

    def test_the_decorator_takes_the_functions_name_or_another(self):
        @self.vm.function
        def one():
            return 1

        @self.vm.function("module.two")
        def two():
            return 2

        @self.vm.function(name="three")
        def other():
            return 3

        @self.vm.function()
        def four():
            return 4

        self.assertEqual(
            self.vm.eval("return one(), module.two(), three(), four()"), (1, 2, 3, 4)
        )
        self.assertEqual((one(), two(), other(), four()), (1, 2, 3, 4))

    def test_a_name_must_be_one(self):
        for name in ("", "a\0b"):
            with self.subTest(name), self.assertRaisesRegex(luavm.ArgumentError, "name"):
                self.vm.register(name, print)
        with self.assertRaises(luavm.ArgumentError):
            self.vm.register("x" * 5000, print)
        with self.assertRaises(TypeError):
            self.vm.register(7, print)
        with self.assertRaises(TypeError):
            self.vm.register("x", 7)

    def test_all_kinds_of_callables_can_be_host_functions(self):
        class Adder:
            def __init__(self, by):
                self.by = by

            def __call__(self, x):
                return x + self.by

            def method(self, x):
                return x - self.by

        self.vm.register("add", Adder(1))
        self.vm.register("subtract", Adder(1).method)
        self.vm.register("length", len)
        self.vm.register("partial", functools.partial(pow, 2))
        self.vm.register("int", int)
        source = "return add(1), subtract(1), length('four'), partial(5), int('12')"
        self.assertEqual(self.vm.eval(source), (2, 0, 4, 32, 12))

    def test_results_are_none_one_or_several(self):
        self.vm.register("nothing", lambda: None)
        self.vm.register("none", lambda: ())
        self.vm.register("several", lambda: (1, "two", [3]))
        self.vm.register("many", lambda: tuple(range(300)))
        self.assertEqual(self.vm.eval("return select('#', nothing()), nothing()"), (1, None))
        self.assertEqual(self.vm.eval("return select('#', none())"), 0)
        self.assertEqual(self.vm.eval("return several()"), (1, "two", [3]))
        self.assertEqual(self.vm.eval("return many()"), tuple(range(300)))

    def test_scalars_are_results_to_the_last_bit(self):
        values = (True, False, 2**63 - 1, -(2**63), -0.0, 5e-324, "é\0", b"\xff", None)
        for value in values:
            self.vm.register("give", lambda: value)
            with self.subTest(value):
                self.assertEqual(repr(self.vm.eval("return give()")), repr(value))

    def test_arguments_are_values(self):
        met = []
        self.vm.register("take", lambda *given: met.extend(given))
        self.vm.eval("take(1, 2.0, 'x', true, nil, {1, {a = 'b'}}, '\\xff')")
        self.assertEqual(met, [1, 2.0, "x", True, None, [1, {"a": "b"}], b"\xff"])

    def test_tables_come_live_on_request(self):
        def fill(table):
            table["answer"] = 42
            table["more"] = {"x": [1]}

        self.vm.register("fill", fill, live_tables=True)
        self.assertEqual(
            self.vm.eval("local t = {} fill(t) return t.answer, t.more.x[1]"), (42, 1)
        )

    def test_a_function_argument_is_kept_until_it_is_dropped(self):
        kept = []
        self.vm.register("on_square", kept.append)
        self.vm.eval("on_square(function(x) return x * x end)")
        self.vm.gc.collect()
        self.assertEqual(kept[0](3), 9)

    def test_a_function_argument_can_be_called_within_the_call(self):
        self.vm.register("apply", lambda f, *given: f(*given))
        self.assertEqual(self.vm.eval("return apply(math.max, 1, 5, 3)"), 5)

    def test_a_python_function_can_be_an_argument_and_a_result(self):
        call = self.vm.load("local f, x = ... return f(x)")
        self.assertEqual(call(lambda x: x + 1, 1), 2)
        self.vm.register("adder", lambda by: lambda x: x + by)
        self.assertEqual(self.vm.eval("return adder(5)(10)"), 15)

    def test_a_replaced_function_is_dropped(self):
        def first():
            return 1

        died = weakref.ref(first)
        self.vm.register("f", first)
        del first
        self.assertIsNotNone(died())
        self.vm.register("f", lambda: 2)
        self.assertEqual(self.vm.eval("return f()"), 2)
        self.vm.gc.collect()
        self.vm.eval("")
        self.assertIsNone(died())

    def test_registered_functions_are_there_after_reset(self):
        self.vm.register("f", lambda: 1)
        self.vm.reset()
        self.assertEqual(self.vm.eval("return f()"), 1)

    def test_a_host_function_may_use_its_VM(self):
        self.vm.register("again", lambda n: self.vm.eval(f"return {n} + 1"))
        self.vm.register("put", lambda value: self.vm.set("x", value))
        self.assertEqual(self.vm.eval("put({1}) return again(41)"), 42)
        self.assertEqual(self.vm.get("x"), [1])

    def test_nesting_has_an_end(self):
        self.vm.register("deeper", lambda: self.vm.eval("return deeper()"))
        with self.assertRaises(luavm.UnsupportedError):
            self.vm.eval("return deeper()")
        self.assertEqual(self.vm.eval("return 1"), 1)

    def test_a_host_function_may_use_another_VM(self):
        with luavm.VM() as other:
            self.vm.register("other", other.eval)
            self.assertEqual(self.vm.eval("return other('return 6 * 7')"), 42)

    def test_registering_on_a_closed_VM_says_so(self):
        self.vm.close()
        with self.assertRaises(luavm.ClosedError):
            self.vm.register("f", print)


class Templates(unittest.TestCase):
    def test_VMs_begin_with_its_functions(self):
        template = luavm.Template()

        @template.function("shop.price")
        def price(item):
            return {"apple": 20}[item]

        template.register("log", lambda *given: len(given))
        for _ in range(3):
            with luavm.VM(template=template) as vm:
                self.assertEqual(vm.eval("return shop.price('apple'), log(1, 2)"), (20, 2))

    def test_VMs_outlive_it(self):
        with luavm.Template() as template:
            template.register("f", lambda: 1)
            vm = luavm.VM(template=template)
        self.assertTrue(template.closed)
        del template
        gc.collect()
        self.assertEqual(vm.eval("return f()"), 1)
        vm.close()

    def test_what_is_registered_later_is_for_later_VMs(self):
        template = luavm.Template()
        early = luavm.VM(template=template)
        template.register("f", lambda: 1)
        with luavm.VM(template=template) as late:
            self.assertEqual((early.eval("return f"), late.eval("return f()")), (None, 1))

    def test_a_closed_template_says_so(self):
        template = luavm.Template()
        template.close()
        template.close()
        for call in (lambda: template.register("f", print), lambda: luavm.VM(template=template)):
            with self.assertRaisesRegex(luavm.ClosedError, "template is closed"):
                call()

    def test_its_functions_are_dropped_with_it_and_its_VMs(self):
        def function():
            return 1

        died = weakref.ref(function)
        template = luavm.Template()
        template.register("f", function)
        vm = luavm.VM(template=template)
        del function, template
        gc.collect()
        self.assertEqual(vm.eval("return f()"), 1)
        vm.close()
        del vm
        gc.collect()
        self.assertIsNone(died())


if __name__ == "__main__":
    unittest.main()
