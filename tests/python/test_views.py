"""Live views of tables and of the globals."""

import collections.abc
import unittest

import luavm


class Case(unittest.TestCase):
    def setUp(self):
        self.vm = luavm.VM()
        self.addCleanup(self.vm.close)


class Tables(Case):
    def table(self, source):
        return self.vm.eval("return " + source, live_tables=True)

    def test_a_view_reads_and_writes_its_table(self):
        hero = self.vm.eval("hero = {hp = 5} return hero", live_tables=True, keep_globals=True)
        hero["hp"] += 1
        hero[1] = "first"
        self.assertEqual(self.vm.eval("return hero.hp, hero[1]", keep_globals=True), (6, "first"))
        self.vm.eval("hero.hp = 100", keep_globals=True)
        self.assertEqual(hero["hp"], 100)

    def test_it_is_a_mapping(self):
        table = self.table("{10, 20, x = 'y'}")
        self.assertIsInstance(table, collections.abc.MutableMapping)
        self.assertEqual(len(table), 3)
        self.assertEqual(set(table), {1, 2, "x"})
        self.assertEqual(set(table.keys()), {1, 2, "x"})
        self.assertEqual(sorted(map(str, table.values())), ["10", "20", "y"])
        self.assertEqual(dict(table.items()), {1: 10, 2: 20, "x": "y"})
        self.assertIn("x", table)
        self.assertNotIn("z", table)
        self.assertEqual(table.get("z", 7), 7)
        self.assertEqual(table.pop("x"), "y")
        table.update(z=1)
        self.assertEqual(table.to_python(), {1: 10, 2: 20, "z": 1})

    def test_a_key_without_a_value_is_a_KeyError(self):
        table = self.table("{}")
        for call in (lambda: table["x"], lambda: table.__delitem__("x"), lambda: table.pop("x")):
            with self.assertRaises(KeyError):
                call()

    def test_an_empty_view_is_true(self):
        self.assertTrue(self.table("{}"))
        self.assertEqual(len(self.table("{}")), 0)

    def test_length_is_that_of_Lua(self):
        self.assertEqual(self.table("{1, 2, 3, x = 1}").length(), 3)
        self.assertEqual(self.table("setmetatable({}, {__len = function() return 9 end})").length(), 9)

    def test_tables_in_it_are_views(self):
        table = self.table("{inner = {deep = {1}}}")
        table["inner"]["deep"][1] = 5
        self.assertEqual(table.to_python(), {"inner": {"deep": [5]}})
        (inner,) = table.values()
        self.assertIsInstance(inner, luavm.Table)

    def test_metamethods_run(self):
        table = self.table(
            "setmetatable({}, {__index = function(_, k) return k .. '!' end,"
            "__newindex = function(t, k, v) rawset(t, k, v * 2) end})"
        )
        self.assertEqual(table["x"], "x!")
        table["x"] = 4
        self.assertEqual(table["x"], 8)

    def test_iteration_goes_over_a_copy(self):
        table = self.table("{1, 2, 3}")
        for key in table:
            table[key + 10] = key
        self.assertEqual(len(table), 6)

    def test_it_goes_back_in_as_the_same_table(self):
        table = self.vm.table([1, 2])
        push = self.vm.load("table.insert(..., 3)")
        push(table)
        self.assertEqual(table.to_python(), [1, 2, 3])
        self.assertIs(self.vm.load("local a, b = ... return a == b[1]")(table, [table]), True)

    def test_a_new_table_has_what_it_was_made_of(self):
        self.assertEqual(self.vm.table().to_python(), {})
        self.assertEqual(self.vm.table({"a": [1]}).to_python(), {"a": [1]})
        with self.assertRaises(TypeError):
            self.vm.table("abc")

    def test_functions_and_tables_may_be_keys(self):
        inner = self.vm.table()
        table = self.vm.table({"x": 1})
        table[inner] = "table"
        self.assertEqual(table[inner], "table")
        self.assertEqual(sorted(map(str, table.values())), ["1", "table"])

    def test_bad_keys_are_refused(self):
        table = self.table("{}")
        with self.assertRaises(luavm.LuaRuntimeError):
            table[None] = 1
        with self.assertRaises(luavm.LuaRuntimeError):
            table[float("nan")] = 1
        with self.assertRaises(TypeError):
            table[object()] = 1

    def test_a_closed_view_says_so(self):
        with self.table("{1}") as table:
            self.assertEqual(table[1], 1)
        for call in (lambda: table[1], lambda: len(table), table.to_python, table.length):
            with self.assertRaises(luavm.LuaVmError):
                call()
        live = self.table("{1}")
        self.vm.close()
        with self.assertRaises(luavm.ClosedError):
            live[1]

    def test_a_view_is_equal_to_itself_alone(self):
        table = self.table("{1}")
        self.assertEqual(table, table)
        self.assertNotEqual(table, self.table("{1}"))
        self.assertEqual(len({table, table}), 1)


class Globals(Case):
    def test_a_value_put_there_is_in_fresh_and_lasting_globals(self):
        self.vm.globals["config"] = {"rate": 2.5, "tags": ["a", "b"]}
        for keep in (False, True):
            found = self.vm.eval("return config.rate * #config.tags", keep_globals=keep)
            self.assertEqual(found, 5.0)

    def test_nested_tables_are_views(self):
        self.vm.globals["game"] = {"hp": 1}
        self.vm.globals["game"]["hp"] = 7
        self.assertEqual(self.vm.get("game.hp"), 7)
        self.assertEqual(self.vm.eval("return game.hp"), 7)

    def test_it_is_a_mapping(self):
        globals_ = self.vm.globals
        globals_["x"] = 1
        self.assertIn("x", globals_)
        self.assertIn("print", list(globals_))
        self.assertEqual(len(globals_), len(list(globals_)))
        self.assertEqual(globals_.get("nothing", 5), 5)
        del globals_["x"]
        with self.assertRaises(KeyError):
            globals_["x"]
        with self.assertRaises(KeyError):
            del globals_["x"]
        self.assertEqual(globals_["math"]["max"](1, 3), 3)

    def test_a_name_is_a_name(self):
        for name in ("a.b", ""):
            self.assertNotIn(name, self.vm.globals)
            with self.assertRaises(luavm.ArgumentError):
                self.vm.globals[name] = 1
        with self.assertRaises(TypeError):
            self.vm.globals[1] = 1

    def test_paths_reach_below_globals(self):
        self.vm.set("limits.cpu.max", 5)
        self.assertEqual(self.vm.eval("return limits.cpu.max"), 5)
        self.assertEqual(self.vm.get("limits"), {"cpu": {"max": 5}})
        self.assertEqual(self.vm.get("limits", live_tables=True)["cpu"]["max"], 5)
        self.assertIsNone(self.vm.get("limits.gpu.max"))
        self.assertEqual(self.vm.get("limits.gpu.max", 3), 3)
        self.assertIsNone(self.vm.get("math.pi.x"))
        self.vm.set("limits.cpu", None)
        self.assertEqual(self.vm.get("limits"), {})

    def test_what_is_no_table_on_the_way_is_refused(self):
        self.vm.set("x", 1)
        with self.assertRaises(luavm.ArgumentError):
            self.vm.set("x.y", 1)
        with self.assertRaises(luavm.ArgumentError):
            self.vm.set("", 1)
        with self.assertRaises(luavm.ArgumentError):
            self.vm.set("x" * 5000, 1)

    def test_a_read_only_table_cannot_be_written(self):
        self.vm.set("config", {"inner": {"x": 1}}, read_only=True)
        for source in ("config.y = 1", "config.inner.x = 2", "rawset(config, 'x', 1)"):
            with self.subTest(source), self.assertRaises(luavm.LuaVmError):
                self.vm.eval(source)
        self.assertEqual(self.vm.get("config"), {"inner": {"x": 1}})

    def test_functions_come_and_go(self):
        self.vm.set("double", lambda x: 2 * x)
        self.assertEqual(self.vm.eval("return double(4)"), 8)
        self.assertEqual(self.vm.globals["double"](5), 10)

    def test_reading_runs_no_metamethods(self):
        self.vm.eval("setmetatable(_G, {__index = error})", keep_globals=True)
        self.assertIsNone(self.vm.get("nothing"))

    def test_it_does_not_keep_its_VM_alive_in_silence(self):
        globals_ = self.vm.globals
        self.vm.close()
        with self.assertRaises(luavm.ClosedError):
            globals_["x"] = 1
        with self.assertRaises(luavm.ClosedError):
            globals_.get("x")


if __name__ == "__main__":
    unittest.main()
