import threading
import unittest

import luavm

from support import ENDLESS, PATIENCE, Endless, outcome


class Threads(unittest.TestCase):
    def setUp(self):
        self.vm = luavm.VM()
        self.addCleanup(self.vm.close)

    def test_a_second_thread_finds_the_VM_busy(self):
        with Endless(self.vm):
            for call in (
                lambda: self.vm.eval("return 1"),
                lambda: self.vm.run("return 1"),
                self.vm.reset,
                self.vm.gc.collect,
                self.vm.gc.step,
                self.vm.gc.stop,
                self.vm.gc.restart,
                lambda: self.vm.gc.mode("incremental"),
            ):
                with self.assertRaisesRegex(luavm.BusyError, "another thread"):
                    call()
        self.assertEqual(self.vm.eval("return 1"), 1)

    def test_memory_can_be_read_while_the_VM_is_busy(self):
        with Endless(self.vm):
            self.assertGreater(self.vm.memory().used_bytes, 0)

    def test_another_VM_runs_meanwhile(self):
        with Endless(self.vm), luavm.VM() as other:
            self.assertEqual(other.eval("return 1 + 1"), 2)

    def test_interrupt_cancels_an_eval(self):
        with Endless(self.vm) as endless:
            self.vm.interrupt()
            endless.join()
        self.assertIsInstance(endless.outcome, luavm.CancelledError)
        self.assertEqual(endless.outcome.status, "cancelled")
        self.assertEqual(self.vm.eval("return 1"), 1)

    def test_interrupt_cancels_a_run(self):
        with Endless(self.vm, self.vm.run) as endless:
            self.vm.interrupt()
            endless.join()
        self.assertEqual(endless.outcome.status, "cancelled")

    def test_interrupt_does_nothing_to_an_idle_VM(self):
        self.vm.interrupt()
        self.assertEqual(self.vm.eval("return 1"), 1)

    def test_close_ends_an_eval(self):
        with Endless(self.vm) as endless:
            self.vm.close()
            endless.join()
        self.assertIsInstance(endless.outcome, luavm.ClosedError)
        self.assertTrue(self.vm.closed)

    def test_close_ends_a_run(self):
        with Endless(self.vm, self.vm.run) as endless:
            self.vm.close()
            endless.join()
        self.assertEqual(endless.outcome.status, "closed")
        self.assertIsInstance(endless.outcome.error, luavm.ClosedError)

    def test_close_during_an_eval_gives_the_memory_back(self):
        before = luavm.stats()
        vm = luavm.VM()
        with Endless(vm) as endless:
            vm.close()
            endless.join()
        after = luavm.stats()
        self.assertEqual(after.vm_count, before.vm_count)
        self.assertEqual(after.memory_bytes, before.memory_bytes)

    def test_a_VM_may_move_from_thread_to_thread(self):
        found = []
        for _ in range(5):
            thread = threading.Thread(
                target=lambda: found.append(
                    self.vm.eval("n = (n or 0) + 1 return n", keep_globals=True)
                )
            )
            thread.start()
            thread.join()
        self.assertEqual(found, [1, 2, 3, 4, 5])

    def test_python_goes_on_while_a_script_runs(self):
        with Endless(self.vm) as endless:
            self.assertEqual(sum(range(1000)), 499_500)
            self.assertTrue(endless.is_alive())

    def test_many_threads_share_one_VM_by_turns(self):
        done, busy = [], []
        start = threading.Barrier(8)

        def work():
            start.wait()
            for _ in range(200):
                found = outcome(self.vm.eval, "return 1")
                (busy if isinstance(found, luavm.BusyError) else done).append(found)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(set(done), {1})
        self.assertEqual(len(done) + len(busy), 1600)

    def test_each_thread_may_have_its_own_VM(self):
        found = []
        start = threading.Barrier(8)

        def work(number):
            with luavm.VM(timeout=PATIENCE) as vm:
                start.wait()
                for _ in range(50):
                    source = f"local n = 0 for i = 1, 1000 do n = n + {number} end return n"
                    found.append(vm.eval(source) == 1000 * number)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(found, [True] * 400)

    def test_closing_from_many_threads_at_once_closes_once(self):
        before = luavm.stats().vm_count
        vm = luavm.VM()
        with Endless(vm) as endless:
            threads = [threading.Thread(target=vm.close) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            endless.join()
        self.assertIsInstance(endless.outcome, luavm.ClosedError)
        self.assertEqual(luavm.stats().vm_count, before)

    def test_host_functions_run_on_the_thread_of_their_script(self):
        found = []

        def work():
            with luavm.VM(timeout=PATIENCE) as vm:
                vm.register("where", threading.get_ident)
                ran = vm.eval("local n = 0 for i = 1, 200 do n = where() end return n")
                found.append(ran == threading.get_ident())

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(found, [True] * 8)

    def test_two_scripts_may_wait_for_each_other(self):
        turn = [0, 0]
        source = "local me, other = ... set(me) while get(other) == 0 do end return me"

        def work(me):
            with luavm.VM(timeout=PATIENCE) as vm:
                vm.register("set", lambda index: turn.__setitem__(index, 1))
                vm.register("get", turn.__getitem__)
                found.append(vm.load(source)(me, 1 - me))

        found = []
        threads = [threading.Thread(target=work, args=(me,)) for me in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(found), [0, 1])

    def test_python_runs_while_a_prepared_call_runs(self):
        spin = self.vm.load(ENDLESS)
        with Endless(self.vm, lambda source, timeout: spin(timeout=timeout)) as endless:
            self.assertEqual(sum(range(1000)), 499_500)
            self.assertTrue(endless.is_alive())
            with self.assertRaises(luavm.BusyError):
                spin()

    def test_a_run_may_go_on_in_another_thread(self):
        self.vm.register("wait", luavm.Pending)
        run = self.vm.start("return wait()")
        thread = threading.Thread(target=run.resume, args=(5,))
        thread.start()
        thread.join()
        self.assertEqual(run.value, 5)

    def test_a_small_thread_stack_is_refused_not_overrun(self):
        before = threading.stack_size(256 << 10)
        self.addCleanup(threading.stack_size, before)
        found = []
        thread = threading.Thread(target=lambda: found.append(outcome(self.vm.eval, ENDLESS)))
        thread.start()
        threading.stack_size(before)
        thread.join()
        self.assertIsInstance(found[0], luavm.UnsupportedError)
        self.assertEqual(self.vm.eval("return 1"), 1)


if __name__ == "__main__":
    unittest.main()
