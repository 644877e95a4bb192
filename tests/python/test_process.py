import unittest

import luavm


class Process(unittest.TestCase):
    def setUp(self):
        before = luavm.stats()
        self.addCleanup(
            luavm.configure,
            vm_cap=before.vm_cap,
            memory_quota=before.memory_quota_bytes,
            http_cap=before.http_cap,
            ws_cap=before.ws_cap,
            cache_bytes=before.cache_bytes,
            cache_compress_bytes=before.cache_compress_bytes,
            ca_file="",
        )

    def test_versions_agree(self):
        self.assertEqual(luavm.version(), luavm.__version__)

    def test_stats_count_VMs_and_evals(self):
        before = luavm.stats()
        with luavm.VM() as vm:
            vm.eval("return 1")
            vm.run("while true do end", fuel=100)
            during = luavm.stats()
        self.assertEqual(during.vm_count, before.vm_count + 1)
        self.assertEqual(during.vm_total, before.vm_total + 1)
        self.assertEqual(during.eval_total, before.eval_total + 2)
        self.assertEqual(during.kill_total, before.kill_total + 1)
        self.assertGreater(during.memory_bytes, before.memory_bytes)
        self.assertEqual(luavm.stats().vm_count, before.vm_count)
        self.assertEqual(luavm.stats().memory_bytes, before.memory_bytes)

    def test_VM_1001_is_refused(self):
        vms = [luavm.VM() for _ in range(1000 - luavm.stats().vm_count)]
        try:
            with self.assertRaisesRegex(luavm.QuotaError, "cap of 1,000"):
                luavm.VM()
            self.assertEqual(vms[-1].eval("return 1"), 1)
            vms.pop().close()
            luavm.VM().close()
        finally:
            for vm in vms:
                vm.close()

    def test_the_cap_can_be_set(self):
        luavm.configure(vm_cap=2)
        self.assertEqual(luavm.stats().vm_cap, 2)
        with luavm.VM(), luavm.VM(), self.assertRaisesRegex(luavm.QuotaError, "cap of 2"):
            luavm.VM()

    def test_a_lower_cap_takes_nothing_away(self):
        with luavm.VM() as first, luavm.VM() as second:
            luavm.configure(vm_cap=1)
            self.assertEqual(first.eval("return 1") + second.eval("return 2"), 3)

    def test_a_memory_quota_stops_scripts(self):
        luavm.configure(memory_quota=4 << 20)
        with luavm.VM(timeout=30) as vm:
            with self.assertRaisesRegex(luavm.QuotaError, "4 MiB"):
                vm.eval("local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end")
            self.assertEqual(vm.eval("return 1"), 1)
            result = vm.run("return ('x'):rep(8 << 20)")
            self.assertEqual(result.status, "quota")

    def test_a_request_for_memory_can_be_made_to_fail(self):
        self.addCleanup(luavm.fail_allocations)
        with luavm.VM() as vm:
            luavm.fail_allocations(luavm.UNLIMITED)
            self.assertEqual(vm.eval("return #('x'):rep(5000)"), 5000)
            requests = luavm.fail_allocations(1)
            self.assertGreater(requests, 5)
            with self.assertRaises(luavm.MemoryLimitError):
                vm.eval("return 1")
            self.assertGreaterEqual(luavm.fail_allocations(2, onward=True), 1)
            with self.assertRaises(luavm.MemoryLimitError):
                vm.eval("return ('x'):rep(5000)")
            luavm.fail_allocations()
            self.assertEqual(vm.eval("return 1 + 1"), 2)
            self.assertEqual(luavm.fail_allocations(), 0)

    def test_only_a_request_that_there_can_be_is_made_to_fail(self):
        for nth in (0, -1, 1.5):
            with self.subTest(nth), self.assertRaises(luavm.ArgumentError):
                luavm.fail_allocations(nth)

    def test_what_is_not_named_stays_as_it_was(self):
        luavm.configure(vm_cap=7, memory_quota=64 << 20)
        luavm.configure(vm_cap=8)
        self.assertEqual(luavm.stats().memory_quota_bytes, 64 << 20)
        luavm.configure(memory_quota=luavm.UNLIMITED)
        self.assertEqual(luavm.stats().vm_cap, 8)
        self.assertEqual(luavm.stats().memory_quota_bytes, luavm.UNLIMITED)

    def test_the_caps_of_services_can_be_set(self):
        luavm.configure(http_cap=3, ws_cap=2, cache_bytes=1 << 20, cache_compress_bytes=100)
        luavm.configure(ws_cap=4)
        now = luavm.stats()
        self.assertEqual(
            (now.http_cap, now.ws_cap, now.cache_bytes, now.cache_compress_bytes),
            (3, 4, 1 << 20, 100),
        )
        luavm.configure(cache_bytes=luavm.UNLIMITED, cache_compress_bytes=luavm.UNLIMITED)
        self.assertEqual(luavm.stats().cache_bytes, luavm.UNLIMITED)
        self.assertEqual(luavm.stats().cache_compress_bytes, luavm.UNLIMITED)

    def test_a_file_of_authorities_has_to_be_there(self):
        luavm.configure(ca_file=__file__)
        with self.assertRaisesRegex(luavm.ArgumentError, "missing.pem' is not there"):
            luavm.configure(vm_cap=5, ca_file="missing.pem")
        self.assertNotEqual(luavm.stats().vm_cap, 5)


if __name__ == "__main__":
    unittest.main()
