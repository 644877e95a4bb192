"""Python functions in the hands of scripts."""

import functools
import gc
import unittest
import weakref

import luavm


class HostFunctions(unittest.TestCase):
    def setUp(self):
        self.vm = luavm.VM()
        self.addCleanup(self.vm.close)

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
