import copy
import gc
import pickle
import unittest
import weakref

import luavm
from luavm import _abi, _library

from support import python


class Lifetime(unittest.TestCase):
    def setUp(self):
        self.vm = luavm.VM()
        self.addCleanup(self.vm.close)

    def every_use_raises(self, kind, message):
        for call in (
            lambda: self.vm.eval("return 1"),
            lambda: self.vm.run("return 1"),
            self.vm.memory,
            self.vm.interrupt,
            self.vm.reset,
            self.vm.gc.collect,
        ):
            with self.assertRaisesRegex(kind, message):
                call()

    def test_a_with_block_closes(self):
        with luavm.VM() as vm:
            self.assertFalse(vm.closed)
        self.assertTrue(vm.closed)

    def test_a_with_block_closes_after_an_error(self):
        with self.assertRaises(luavm.LuaRuntimeError), luavm.VM() as vm:
            vm.eval("error('no')")
        self.assertTrue(vm.closed)

    def test_a_closed_VM_says_so(self):
        self.vm.close()
        self.every_use_raises(luavm.ClosedError, "this VM is closed")

    def test_closing_again_does_nothing(self):
        self.vm.close()
        self.vm.close()
        self.assertTrue(self.vm.closed)

    def test_a_handle_freed_behind_the_back_is_stale_and_no_crash(self):
        _library.lib.vm_free(self.vm._space.handle)
        self.every_use_raises(luavm.HandleError, "no such VM")

    def test_a_stale_handle_does_not_reach_the_next_VM(self):
        _library.lib.vm_free(self.vm._space.handle)
        with luavm.VM() as other:
            with self.assertRaises(luavm.HandleError):
                self.vm.eval("return 1")
            self.assertEqual(other.eval("return 1"), 1)

    def test_handles_never_made_are_stale(self):
        for handle in (0, 1, 2**64 - 1, self.vm._space.handle ^ 1 << 40):
            with self.subTest(handle):
                status = _library.lib.vm_interrupt(handle)
                self.assertEqual(_abi.STATUS_NAMES[status], "handle")

    def test_the_last_reference_closes(self):
        before = luavm.stats().vm_count
        vm = luavm.VM()
        died = weakref.ref(vm)
        vm.eval("x = 1", keep_globals=True)
        del vm
        self.assertIsNone(died())
        self.assertEqual(luavm.stats().vm_count, before)

    def test_the_garbage_collector_closes_a_VM_in_a_cycle(self):
        before = luavm.stats().vm_count
        holder = {"vm": luavm.VM()}
        holder["self"] = holder
        del holder
        gc.collect()
        self.assertEqual(luavm.stats().vm_count, before)

    def test_gc_does_not_keep_a_VM(self):
        vm = luavm.VM()
        died = weakref.ref(vm)
        vm.gc.collect()
        del vm
        self.assertIsNone(died())

    def test_a_VM_cannot_be_pickled_or_copied(self):
        for call in (pickle.dumps, copy.copy, copy.deepcopy):
            with self.subTest(call), self.assertRaisesRegex(TypeError, "copied or pickled"):
                call(self.vm)

    def test_repr_tells_open_from_closed(self):
        self.assertRegex(repr(self.vm), r"^<luavm\.VM 0x[0-9a-f]+>$")
        self.vm.close()
        self.assertRegex(repr(self.vm), "closed>$")

    def test_reset_throws_the_globals_away(self):
        self.vm.eval("x = ('x'):rep(1 << 20)", keep_globals=True)
        self.vm.reset()
        self.assertIsNone(self.vm.eval("return x", keep_globals=True))
        self.assertLess(self.vm.memory().used_bytes, 1 << 20)

    def test_reset_keeps_the_limits(self):
        with luavm.VM(memory_limit=1 << 20, fuel=1000) as vm:
            vm.reset()
            self.assertEqual(vm.memory().limit_bytes, 1 << 20)
            with self.assertRaisesRegex(luavm.FuelError, "1,000"):
                vm.eval("while true do end")

    def test_evals_leave_no_block(self):
        before = luavm.stats().block_count
        for source in ("return {1}", "error('no')", "x x", "while true do end"):
            for call in (self.vm.eval, self.vm.run):
                try:
                    call(source, fuel=1000)
                except luavm.LuaVmError:
                    pass
        self.assertEqual(luavm.stats().block_count, before)

    def test_many_VMs_leave_no_memory(self):
        gc.collect()
        before = luavm.stats()
        for _ in range(500):
            with luavm.VM() as vm:
                vm.eval("x = {} for i = 1, 100 do x[i] = 'x' .. i end", keep_globals=True)
        after = luavm.stats()
        self.assertEqual(after.memory_bytes, before.memory_bytes)
        self.assertEqual(after.vm_count, before.vm_count)
        self.assertEqual(after.vm_total, before.vm_total + 500)

    def test_a_program_may_end_with_VMs_alive(self):
        script = (
            "import luavm\n"
            "vms = [luavm.VM() for _ in range(10)]\n"
            "print(vms[0].eval('return 1'))\n"
        )
        self.assertEqual(python(script), (0, "1\n", ""))

    def test_a_program_may_end_while_a_script_runs(self):
        script = (
            "import luavm, threading, support\n"
            "vm = luavm.VM()\n"
            "call = lambda: support.outcome(vm.eval, support.ENDLESS, timeout=60)\n"
            "threading.Thread(target=call, daemon=True).start()\n"
            "support.await_running(vm)\n"
            "print('ends')\n"
        )
        self.assertEqual(python(script), (0, "ends\n", ""))

    def test_a_script_may_run_at_the_very_end(self):
        script = (
            "import atexit, luavm\n"
            "vm = luavm.VM()\n"
            "atexit.register(lambda: print(vm.eval('return 1')))\n"
        )
        self.assertEqual(python(script), (0, "1\n", ""))


if __name__ == "__main__":
    unittest.main()
