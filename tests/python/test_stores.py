import gc
import threading
import unittest

import luavm

VALUES = [True, False, 0, -5, 1 << 62, 0.5, float("inf"), "", "text", "\0é", b"\xff\xfe", "x" * 100_000, [1, "b", [2.5]],
          {"a": {"b": [True]}, 1.5: "f"}, {}]
KEYS = [True, 7, -1.5, "", "key", b"\xff\0"]


class Kept:
    """A store in a dict, as a program keeps one; it fails where it is told to."""

    def __init__(self):
        self.entries = {}
        self.problem = None
        self.closed = 0
        self.threads = set()

    def get(self, key):
        self.threads.add(threading.get_ident())
        if self.problem is not None:
            raise self.problem
        return self.entries.get(key)

    def set(self, key, value, expires):
        self.entries[key] = (value, expires)

    def remove(self, key):
        self.entries.pop(key, None)

    def size(self):
        return len(self.entries), sum(len(key) + len(value) for key, (value, _) in self.entries.items())

    def next(self, after):
        return min((key for key in self.entries if key > after), default=None)

    def close(self):
        self.closed += 1

    def open(self, **options):
        return luavm.Store.from_callbacks(get=self.get, set=self.set, remove=self.remove, size=self.size,
                                          next=self.next, close=self.close, **options)


class Stores(unittest.TestCase):
    def setUp(self):
        self.store = luavm.Store()
        self.addCleanup(self.store.close)

    def test_values_come_out_as_they_went_in(self):
        for key in KEYS:
            for value in VALUES:
                with self.subTest(key=key, value=str(value)[:20]):
                    self.store[key] = value
                    self.assertEqual(self.store[key], value)
                    self.assertIs(type(self.store[key]), type(value))
        self.assertEqual(len(self.store), len(KEYS))

    def test_it_is_used_as_a_dict_is(self):
        store = self.store
        store["a"] = 1
        self.assertIn("a", store)
        self.assertNotIn("b", store)
        self.assertEqual(store.get("b", 5), 5)
        with self.assertRaises(KeyError):
            store["b"]
        with self.assertRaises(KeyError):
            del store["b"]
        store.update({"b": 2, 3: "three"})
        self.assertEqual(list(store), [3, "a", "b"])
        self.assertEqual(list(store.items()), [(3, "three"), ("a", 1), ("b", 2)])
        self.assertEqual(list(store.values()), ["three", 1, 2])
        self.assertTrue(store.delete("a"))
        self.assertFalse(store.delete("a"))
        store["b"] = None
        self.assertEqual(list(store.keys()), [3])
        del store[3]
        self.assertTrue(store)

    def test_an_update_is_all_or_nothing(self):
        with luavm.Store(key_cap=2) as store:
            store["a"] = 1
            with self.assertRaisesRegex(luavm.QuotaError, "2 keys"):
                store.update([("a", 2), ("b", 3), ("c", 4)])
            self.assertEqual(list(store.items()), [("a", 1)])

    def test_a_list_goes_on_behind_a_key(self):
        self.store.update((i, i * i) for i in range(2500))
        self.assertEqual(self.store.list(limit=2), [(0, 0), (1, 1)])
        self.assertEqual(self.store.list(2498), [(2499, 2499**2)])
        self.assertEqual(self.store.list(after=2499), [])
        self.assertEqual([key for key in self.store], list(range(2500)))
        with self.assertRaises(luavm.ArgumentError):
            self.store.list(limit=0)

    def test_what_is_no_plain_data_is_refused(self):
        with luavm.VM() as vm:
            function = vm.eval("return print")
            for value in (object(), function, [lambda: 0], {"a": {1, 2}}):
                with self.subTest(value=value), self.assertRaises(TypeError):
                    self.store["a"] = value
        for key in ([1], None, float("nan"), "x" * 1025):
            with self.subTest(key=str(key)[:5]), self.assertRaises((TypeError, luavm.ArgumentError)):
                self.store[key] = 1
        self.assertEqual(len(self.store), 0)

    def test_a_document_brings_it_over(self):
        self.store.update({"a": [1, {"b": b"\xff"}], 2: 0.5})
        self.store.put("t", 1, ttl=100)
        document = self.store.export()
        self.assertTrue(document.startswith(b'{"luavm_store":1'))
        with luavm.Store() as other:
            self.assertEqual(other.import_(document), 3)
            self.assertEqual(other.export(), document)
            with self.assertRaisesRegex(luavm.LuaSyntaxError, "line 5"):
                other.import_(document[:-4])

    def test_stats_tell_caps(self):
        with luavm.Store(byte_cap=luavm.UNLIMITED) as store:
            store["a"] = "b"
            self.assertEqual(store.stats(), (1, 5, 1_000_000, luavm.UNLIMITED))

    def test_read_only_refuses_writes(self):
        with luavm.Store(read_only=True) as store, self.assertRaisesRegex(luavm.LuaRuntimeError, "read-only"):
            store["a"] = 1

    def test_it_is_closed_once(self):
        before = luavm.stats().memory_bytes
        with luavm.Store() as store:
            store["a"] = "x" * 100_000
            self.assertGreater(luavm.stats().memory_bytes, before + 100_000)
        self.assertEqual(luavm.stats().memory_bytes, before)
        self.assertTrue(store.closed)
        with self.assertRaises(luavm.ClosedError):
            store.put("a", 1)
        store.close()

    def test_what_cannot_be_opened_says_why(self):
        for url, kind in (("nowhere:", luavm.ArgumentError), ("", luavm.ArgumentError)):
            with self.subTest(url), self.assertRaises(kind):
                luavm.Store(url)
        with self.assertRaisesRegex(luavm.ArgumentError, "table"):
            luavm.Store(table="a b")


class Policies(unittest.TestCase):
    def test_scripts_and_the_host_share_it(self):
        with luavm.Store() as store, luavm.Policy({"version": 1}) as policy:
            store["greeting"] = "hello"
            policy.store("shared", store)
            with luavm.VM(policy=policy) as vm:
                self.assertEqual(vm.eval("local s = store.open('shared') s.n = 1 return s.greeting"), "hello")
                self.assertEqual(store["n"], 1)
                store.close()
                policy.close()
                self.assertEqual(vm.eval("return store.open('shared').n"), 1)

    def test_a_closed_store_or_policy_is_not_bound(self):
        store, policy = luavm.Store(), luavm.Policy({"version": 1})
        with self.assertRaises(luavm.ArgumentError):
            policy.store("", store)
        store.close()
        with self.assertRaises(luavm.ClosedError):
            policy.store("s", store)
        policy.close()


class Callbacks(unittest.TestCase):
    def setUp(self):
        self.kept = Kept()

    def test_a_program_keeps_the_entries(self):
        with self.kept.open() as store:
            store.update({"b": [1, 2], "a": {"x": 1}})
            store.put("t", 1, ttl=100)
            self.assertEqual(len(self.kept.entries), 3)
            self.assertEqual(list(store.items()), [("a", {"x": 1}), ("b", [1, 2]), ("t", 1)])
            self.assertEqual(len(store), 3)
            self.assertIsNotNone(self.kept.entries[b"0t"][1])
            del store["a"]
            self.assertNotIn(b"0a", self.kept.entries)
            self.assertEqual(self.kept.closed, 0)
        self.assertEqual(self.kept.closed, 1)

    def test_what_a_callback_raises_is_the_cause(self):
        with self.kept.open() as store:
            self.kept.problem = ZeroDivisionError("no luck")
            with self.assertRaisesRegex(luavm.LuaRuntimeError, "'get': no luck") as caught:
                store.get("a")
            self.assertIs(caught.exception.__cause__, self.kept.problem)
            with self.assertRaises(luavm.LuaRuntimeError):
                store["a"] = 1
            self.kept.problem = luavm.NetworkError("gone")
            with self.assertRaisesRegex(luavm.NetworkError, "gone"):
                store.get("a")
            self.kept.problem = None
            self.assertIsNone(store.get("a"))

    def test_scripts_write_to_it_and_get_its_errors(self):
        with self.kept.open() as store, luavm.Policy({"version": 1}) as policy:
            policy.store("s", store)
            with luavm.VM(policy=policy) as vm:
                vm.eval("store.transaction(function() local s = store.open('s') s.a = 1 s.b = s.a + 1 end)")
                self.assertEqual(list(store.items()), [("a", 1), ("b", 2)])
                self.kept.problem = ValueError("not today")
                self.assertEqual(vm.eval("local ok, e = pcall(function() return store.open('s').a end) return ok"), False)
                with self.assertRaisesRegex(luavm.LuaRuntimeError, "not today"):
                    vm.eval("return store.open('s').a")
                self.kept.problem = None
            store.close()
            self.assertEqual(self.kept.closed, 0)
        self.assertEqual(self.kept.closed, 1)

    def test_threads_use_it_in_turn(self):
        with self.kept.open(timeout=60) as store:
            def count():
                with luavm.Policy({"version": 1}) as policy:
                    policy.store("s", store)
                    with luavm.VM(policy=policy, timeout=60) as vm:
                        vm.eval("local s = store.open('s') for i = 1, 50 do s:incr('n') end")
            threads = [threading.Thread(target=count) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(store["n"], 200)

    def test_answers_of_the_wrong_type_are_errors(self):
        for get in (lambda key: "text", lambda key: (b"\x01\x81", "soon"), lambda key: 5, lambda: b""):
            with self.subTest(get=get):
                self.kept.get = get
                with self.kept.open() as store, self.assertRaises(luavm.LuaRuntimeError) as caught:
                    store.get("a")
                self.assertIsInstance(caught.exception.__cause__, TypeError)

    def test_nothing_keeps_one_that_is_gone(self):
        store = self.kept.open()
        store["a"] = 1
        del store
        gc.collect()
        self.assertEqual(self.kept.closed, 1)

    def test_a_store_that_cannot_be_opened_calls_nothing(self):
        with self.assertRaises(luavm.ArgumentError):
            self.kept.open(table="a b")
        self.assertEqual(self.kept.closed, 0)


if __name__ == "__main__":
    unittest.main()
