"""Python objects in the hands of scripts."""

import gc
import unittest
import weakref

import luavm


@luavm.exposed(methods=["award", "fail"], properties=["name", "friends"], writable=["points"])
class Player:
    def __init__(self, name):
        self.name = name
        self.points = 0
        self.friends = []
        self.secret = "hidden"

    def award(self, points):
        self.points += points
        return self

    def fail(self):
        raise ValueError(self.name)

    def hidden(self):
        return self.secret


class Plain:
    x = 5

    def double(self, n):
        return 2 * n


class Objects(unittest.TestCase):
    def setUp(self):
        self.vm = luavm.VM()
        self.addCleanup(self.vm.close)
        self.ada = Player("Ada")
        self.vm.set("ada", self.ada)

    def test_methods_and_properties(self):
        found = self.vm.eval("ada:award(10) ada:award(5) return ada.name, ada.points")
        self.assertEqual(found, ("Ada", 15))
        self.assertEqual(self.ada.points, 15)

    def test_a_writable_property(self):
        self.vm.eval("ada.points = ada.points + 7")
        self.assertEqual(self.ada.points, 7)

    def test_nothing_else_can_be_read(self):
        for name in ("secret", "hidden", "__init__", "__class__", "__dict__", "_x", "nothing"):
            with self.subTest(name):
                self.assertIsNone(self.vm.eval(f"return ada.{name}"))
        self.assertIsNone(self.vm.eval("return ada[1], ada[true]")[0])
        self.assertIs(self.vm.eval("return getmetatable(ada)"), False)

    def test_nothing_else_can_be_written(self):
        for name in ("name", "secret", "award", "__class__", "new"):
            with self.subTest(name), self.assertRaisesRegex(AttributeError, "cannot|can be written"):
                self.vm.eval(f"ada.{name} = 1")
        self.assertEqual(self.ada.name, "Ada")

    def test_a_method_needs_its_object(self):
        for source in ("ada.award(1)", "ada.award({}, 1)", "ada.award()"):
            with self.subTest(source), self.assertRaises(luavm.LuaRuntimeError):
                self.vm.eval(source)

    def test_a_method_of_one_class_refuses_objects_of_another(self):
        self.vm.set("plain", self.vm.expose(Plain(), methods=["double"]))
        with self.assertRaises(luavm.LuaRuntimeError):
            self.vm.eval("ada.award(plain, 1)")

    def test_an_object_comes_back_as_itself(self):
        back = self.vm.load("return ...")
        self.assertIs(back(self.ada), self.ada)
        self.assertIs(back([self.ada])[0], self.ada)
        self.assertIs(self.vm.eval("return ada"), self.ada)
        self.assertIs(self.vm.eval("return ada:award(1)"), self.ada)

    def test_one_object_is_equal_to_itself_and_to_no_other(self):
        equal = self.vm.load("local a, b = ... return a == b")
        self.assertIs(equal(self.ada, self.ada), True)
        self.assertIs(equal(self.ada, Player("Ada")), False)

    def test_its_exceptions_come_out(self):
        with self.assertRaisesRegex(ValueError, "Ada"):
            self.vm.eval("ada:fail()")

    def test_a_subclass_is_exposed_as_its_base(self):
        class Captain(Player):
            def order(self):
                return 1

        self.vm.set("captain", Captain("Bob"))
        self.assertEqual(self.vm.eval("return captain.name, captain.order"), ("Bob", None))

    def test_names_in_Lua_may_differ(self):
        @luavm.exposed(
            methods={"twice": "double", "__len": lambda self: 3, "__call": lambda self, x: x + 1},
            properties={"size": lambda self: 9},
            writable={"value": "x"},
            name="Thing",
        )
        class Local(Plain):
            pass

        self.vm.set("thing", Local())
        source = "thing.value = 8 return thing:twice(4), #thing, thing(1), thing.size, thing.value"
        self.assertEqual(self.vm.eval(source), (8, 3, 2, 9, 8))
        self.assertRegex(self.vm.eval("return tostring(thing)"), "^Thing")

    def test_operators_see_both_operands(self):
        @luavm.exposed(methods={"__add": lambda a, b: ("left" if isinstance(a, Local) else "right")})
        class Local:
            pass

        self.vm.set("x", Local())
        self.assertEqual(self.vm.eval("return x + 1, 1 + x"), ("left", "right"))

    def test_expose_is_for_one_object_of_one_VM(self):
        plain, other = Plain(), Plain()
        self.assertIs(self.vm.expose(plain, methods=["double"], properties=["x"]), plain)
        use = self.vm.load("local p = ... return p:double(p.x)")
        self.assertEqual(use(plain), 10)
        with self.assertRaisesRegex(TypeError, "type Plain"):
            use(other)
        with luavm.VM() as vm, self.assertRaisesRegex(TypeError, "type Plain"):
            vm.set("p", plain)

    def test_expose_is_for_all_objects_of_a_class(self):
        self.vm.expose(Plain, properties=["x"])
        self.assertEqual(self.vm.load("return (...).x")(Plain()), 5)

    def test_the_lists_are_checked(self):
        for names in ("award", [1], {"a": 1}):
            with self.subTest(names), self.assertRaises(TypeError):
                luavm.exposed(methods=names)(Plain)
        with self.assertRaises(TypeError):
            luavm.exposed(methods=["x"])(Plain())
        with self.assertRaises(luavm.ArgumentError):
            self.vm.set("p", self.vm.expose(Plain(), methods=["__gc"]))

    def test_objects_work_after_reset(self):
        self.vm.reset()
        self.assertIsNone(self.vm.get("ada"))
        self.vm.set("ada", self.ada)
        self.assertEqual(self.vm.eval("return ada.name"), "Ada")

    def test_an_object_lives_as_long_as_scripts_hold_it(self):
        player = Player("Eve")
        died = weakref.ref(player)
        self.vm.set("eve", player)
        del player
        gc.collect()
        self.assertEqual(self.vm.eval("return eve.name"), "Eve")
        self.vm.set("eve", None)
        self.vm.gc.collect()
        self.vm.gc.collect()
        self.vm.eval("return 1")
        self.assertIsNone(died())

    def test_an_object_is_dropped_with_its_VM(self):
        player = Player("Eve")
        died = weakref.ref(player)
        with luavm.VM() as vm:
            vm.set("eve", player)
            del player
        gc.collect()
        self.assertIsNone(died())

    def test_many_objects_leave_nothing(self):
        self.vm.register("make", lambda: Player("x"))
        self.vm.eval("for i = 1, 10000 do make():award(1) end")
        self.vm.gc.collect()
        self.vm.eval("return 1")
        self.assertLess(len(self.vm._space.objects), 10)


if __name__ == "__main__":
    unittest.main()
