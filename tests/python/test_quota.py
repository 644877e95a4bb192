import unittest

import luavm


class Quota(unittest.TestCase):
    def setUp(self):
        luavm.quota.set("python/ada", vm_cap=1, memory_limit=8 << 20)
        self.addCleanup(luavm.quota.remove, "python")
        self.addCleanup(luavm.quota.remove, "python/ada")

    def test_a_group_caps_its_VMs(self):
        with luavm.VM(group="python/ada") as vm:
            with self.assertRaisesRegex(luavm.QuotaError, "python/ada"):
                luavm.VM(group="python/ada")
            self.assertEqual(vm.eval("return 1"), 1)
            self.assertEqual(luavm.quota.read("python").vm_count, 1)
            self.assertGreaterEqual(luavm.quota.read("python/ada").refused_count, 1)
        luavm.VM(group="python/ada").close()

    def test_a_group_is_read_as_it_was_set(self):
        usage = luavm.quota.read("python/ada")
        self.assertEqual((usage.vm_cap, usage.memory_limit_bytes), (1, 8 << 20))
        self.assertEqual(luavm.quota.read("python").memory_limit_bytes, luavm.UNLIMITED)

    def test_a_group_in_use_is_not_removed(self):
        with self.assertRaises(luavm.BusyError):
            luavm.quota.remove("python")

    def test_a_group_that_is_not_there_is_named(self):
        for function in (luavm.quota.read, luavm.quota.remove):
            with self.subTest(function), self.assertRaisesRegex(luavm.ArgumentError, "nobody"):
                function("nobody")


if __name__ == "__main__":
    unittest.main()
