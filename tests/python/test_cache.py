import math
import threading
import unittest

import luavm


class Cache(unittest.TestCase):
    def setUp(self):
        self.cache = luavm.Cache("tests of Python")
        self.addCleanup(self.cache.share, None)
        self.addCleanup(self.cache.clear)

    def test_what_is_put_is_got(self):
        for value in (True, False, 1, -(2**63), 0.5, math.inf, "text", "", [1, [2, {"k": "v"}]], {}):
            with self.subTest(value):
                self.cache.put("key", value)
                self.assertEqual(self.cache.get("key"), value)
        self.cache.put(b"\0\xff", b"\0\xff")
        self.assertEqual(self.cache.get(b"\0\xff"), b"\0\xff")

    def test_what_is_not_there_is_the_default(self):
        self.assertIsNone(self.cache.get("key"))
        self.assertEqual(self.cache.get("key", 5), 5)
        self.cache.put("key", 1)
        self.cache.put("key", None)
        self.assertIsNone(self.cache.get("key"))

    def test_it_is_deleted_once(self):
        self.cache.put("key", 1)
        self.assertTrue(self.cache.delete("key"))
        self.assertFalse(self.cache.delete("key"))

    def test_a_time_that_is_over_is_as_if_it_had_not_been_put(self):
        self.cache.put("key", 1, ttl=0.001)
        self.cache.put("stays", 1, ttl=luavm.UNLIMITED)
        while self.cache.get("key") is not None:
            pass
        self.assertEqual(self.cache.get("stays"), 1)
        self.assertEqual(self.cache.stats().entry_count, 1)

    def test_tenants_are_apart(self):
        other = luavm.Cache("another of Python")
        self.addCleanup(other.clear)
        self.cache.put("key", 1)
        other.put("key", 2)
        self.cache.clear()
        self.assertEqual((self.cache.get("key"), other.get("key")), (None, 2))

    def test_a_share_is_kept(self):
        self.cache.share(2_000)
        for i in range(100):
            self.cache.put(str(i), i)
        stats = self.cache.stats()
        self.assertEqual((stats.entry_count, stats.capacity_bytes), (10, 2_000))
        self.assertEqual(self.cache.get("99"), 99)
        with self.assertRaisesRegex(luavm.QuotaError, "share of the cache is 2,000 bytes"):
            self.cache.put("large", "x" * 3_000)
        self.cache.share(luavm.UNLIMITED)
        self.assertEqual(self.cache.stats().capacity_bytes, luavm.stats().cache_bytes)

    def test_every_byte_is_counted(self):
        before, held = luavm.stats(), luavm.cache_stats().byte_count
        for i in range(100):
            self.cache.put(f"{i:03}", 1)
        after = luavm.stats()
        self.assertEqual(self.cache.stats().byte_count, 100 * (192 + 3 + 2))
        self.assertEqual(luavm.cache_stats().byte_count - held, 100 * (192 + 3 + 2))
        self.assertEqual(after.cache_held_bytes - before.cache_held_bytes, 100 * (192 + 3 + 2))
        self.assertEqual(after.memory_bytes - before.memory_bytes, 100 * (192 + 3 + 2))
        hits = self.cache.stats().hit_count
        self.cache.get("000")
        self.cache.get("none")
        self.assertEqual(self.cache.stats().hit_count, hits + 1)

    def test_scripts_have_the_tenant_of_their_policy(self):
        policy = luavm.Policy({"version": 1, "cache": {"tenant": "tests of Python"}})
        self.cache.put("from host", [1, 2])
        with policy, luavm.VM(policy=policy) as vm:
            self.assertEqual(vm.eval("return cache.get('from host')"), [1, 2])
            vm.eval("cache.set('from script', {a = 1}) for i = 1, 5 do cache.incr('n') end")
        self.assertEqual(self.cache.get("from script"), {"a": 1})
        self.assertEqual(self.cache.get("n"), 5)
        with luavm.VM() as vm:
            self.assertIsNone(vm.eval("return cache"))

    def test_what_cannot_be_kept_is_refused(self):
        with self.assertRaises(TypeError):
            self.cache.put("key", object())
        with luavm.VM() as vm, self.assertRaises(TypeError):
            self.cache.put("key", vm.eval("return print"))
        cycle = []
        cycle.append(cycle)
        with self.assertRaisesRegex(luavm.ArgumentError, "contains itself"):
            self.cache.put("key", cycle)
        self.assertIsNone(self.cache.get("key"))

    def test_names_have_a_length(self):
        for key in ("", b"k" * 1025):
            with self.subTest(len(key)), self.assertRaisesRegex(luavm.ArgumentError, "1,024"):
                self.cache.put(key, 1)
        for tenant in ("", "t" * 257):
            with self.subTest(len(tenant)), self.assertRaisesRegex(luavm.ArgumentError, "256"):
                luavm.Cache(tenant)

    def test_threads_leave_the_books_right(self):
        problems = []

        def use(number):
            try:
                for i in range(500):
                    self.cache.put(f"{(i * number) % 40:02}", "value")
                    found = self.cache.get(f"{i % 40:02}")
                    if found not in (None, "value"):
                        problems.append(found)
                    if i % 7 == 0:
                        self.cache.delete(f"{i % 40:02}")
            except Exception as problem:
                problems.append(problem)

        threads = [threading.Thread(target=use, args=(n,)) for n in range(1, 5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(problems, [])
        stats = self.cache.stats()
        self.assertEqual(stats.byte_count, stats.entry_count * (192 + 2 + 7))


if __name__ == "__main__":
    unittest.main()
