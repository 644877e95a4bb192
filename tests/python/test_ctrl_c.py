"""Ctrl-C while a script runs in the main thread. In programs of their own: a
KeyboardInterrupt gone astray would end the tests."""

import unittest

from support import python

PREPARE = """
import os, signal, socket, threading, luavm
from support import ENDLESS, PATIENCE, await_running, outcome
vm = luavm.VM(timeout=PATIENCE)

def when_running(*actions):
    def work():
        await_running(vm)
        for action in actions:
            action()
    thread = threading.Thread(target=work)
    thread.start()
    return thread

def send(number):
    return lambda: os.kill(os.getpid(), number)
"""


class CtrlC(unittest.TestCase):
    def prints(self, script, *lines):
        code, output, error = python(PREPARE + script)
        self.assertEqual((error, output.splitlines(), code), ("", list(lines), 0))

    def test_it_stops_the_script_and_raises_KeyboardInterrupt(self):
        self.prints(
            """
when_running(send(signal.SIGINT))
try:
    vm.eval(ENDLESS)
except KeyboardInterrupt:
    print("stopped")
print(vm.eval("return 'still here'"), luavm.stats().block_count)
""",
            "stopped",
            "still here 0",
        )

    def test_it_stops_run_too(self):
        self.prints(
            """
when_running(send(signal.SIGINT))
try:
    vm.run(ENDLESS)
except KeyboardInterrupt:
    print("stopped")
""",
            "stopped",
        )

    def test_it_stops_calls_and_slices_too(self):
        self.prints(
            """
for work in (
    lambda: vm.load(ENDLESS)(),
    lambda: vm.load(ENDLESS)(timeout=PATIENCE),
    lambda: vm.call(vm.load(ENDLESS)),
    lambda: vm.start(ENDLESS),
    lambda: vm.start(ENDLESS, slice_fuel=1 << 50),
):
    vm.reset()
    thread = when_running(send(signal.SIGINT))
    try:
        work()
    except KeyboardInterrupt:
        print("stopped", vm.eval("return 1"))
    thread.join()
""",
            *["stopped 1"] * 5,
        )

    def test_it_stops_a_script_that_a_host_function_runs(self):
        self.prints(
            """
vm.register("nested", lambda: vm.eval(ENDLESS))
when_running(send(signal.SIGINT))
try:
    vm.eval("while true do pcall(nested) end")
except KeyboardInterrupt:
    print("stopped")
print(vm.eval("return 'still here'"))
""",
            "stopped",
            "still here",
        )

    def test_it_stops_a_script_that_calls_back_all_the_time(self):
        self.prints(
            """
vm.register("tick", lambda: None)
when_running(send(signal.SIGINT))
try:
    vm.eval("local mark = ('x'):rep(1 << 20) while true do pcall(tick) end")
except KeyboardInterrupt:
    print("stopped")
print(vm.eval("return 'still here'"), luavm.stats().block_count)
""",
            "stopped",
            "still here 0",
        )

    def test_it_is_not_lost_where_a_callback_begins(self):
        self.prints(
            """
vm = luavm.VM(timeout=0.9)
vm.register("tick", lambda: None)
for _ in range(20):
    thread = when_running(send(signal.SIGINT))
    try:
        vm.eval("local mark = ('x'):rep(1 << 20) while true do pcall(tick) end")
    except KeyboardInterrupt:
        print("stopped")
    thread.join()
    vm.reset()
""",
            *["stopped"] * 20,
        )

    def test_a_limit_of_its_own_makes_a_call_long(self):
        self.prints(
            """
vm = luavm.VM()
when_running(send(signal.SIGINT))
try:
    vm.eval(ENDLESS, timeout=PATIENCE)
except KeyboardInterrupt:
    print("stopped")
""",
            "stopped",
        )

    def test_a_short_limit_ends_the_script_and_then_it_is_raised(self):
        self.prints(
            """
vm = luavm.VM(timeout=0.5)
when_running(send(signal.SIGINT))
try:
    vm.eval(ENDLESS)
except KeyboardInterrupt:
    print("raised")
print(vm.eval("return 'still here'"))
""",
            "raised",
            "still here",
        )

    def test_it_stops_one_eval_and_not_the_next(self):
        self.prints(
            """
for _ in range(50):
    thread = when_running(send(signal.SIGINT))
    try:
        vm.eval(ENDLESS)
    except KeyboardInterrupt:
        pass
    for _ in range(20):
        assert vm.eval("for i = 1, 1000 do end return 1") == 1
    thread.join()
    vm.reset()
print("done")
""",
            "done",
        )

    def test_a_handler_that_does_not_raise_gets_CancelledError(self):
        self.prints(
            """
signal.signal(signal.SIGINT, lambda number, frame: print("handler"))
when_running(send(signal.SIGINT))
print(outcome(vm.eval, ENDLESS).status)
print(vm.eval("return 1"))
""",
            "handler",
            "cancelled",
            "1",
        )

    def test_another_signal_does_not_stop_the_script(self):
        self.prints(
            """
signal.signal(signal.SIGUSR1, lambda number, frame: print("handler"))
when_running(send(signal.SIGUSR1))
source = "local s = ('x'):rep(1 << 20) for i = 1, 2e7 do end return 'whole'"
print(vm.eval(source))
""",
            "handler",
            "whole",
        )

    def test_an_event_loop_keeps_its_descriptor_and_its_signals(self):
        self.prints(
            """
reader, writer = socket.socketpair()
writer.setblocking(False)
signal.set_wakeup_fd(writer.fileno())
signal.signal(signal.SIGUSR1, lambda number, frame: None)
signal.signal(signal.SIGINT, lambda number, frame: None)
when_running(send(signal.SIGUSR1), send(signal.SIGINT))
print(outcome(vm.eval, ENDLESS).status)
print(sorted(reader.recv(100)) == sorted([signal.SIGUSR1, signal.SIGINT]))
print(signal.set_wakeup_fd(-1) == writer.fileno())
reader.close()
writer.close()
""",
            "cancelled",
            "True",
            "True",
        )

    def test_a_signal_to_a_forked_child_leaves_its_parents_script_alone(self):
        self.prints(
            """
import warnings
warnings.simplefilter("ignore")

def fork():
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGINT, lambda number, frame: os._exit(0))
        send(signal.SIGINT)()
        threading.Event().wait(PATIENCE)
    os.waitpid(child, 0)

when_running(fork)
print(vm.eval("local s = ('x'):rep(1 << 20) for i = 1, 1e8 do end return 'whole'"))
""",
            "whole",
        )

    def test_it_leaves_a_script_of_another_thread_alone(self):
        self.prints(
            """
from support import Endless
with Endless(vm) as endless:
    try:
        send(signal.SIGINT)()
        threading.Event().wait(PATIENCE)
    except KeyboardInterrupt:
        print("main")
    print(endless.is_alive())
print(endless.outcome.status)
""",
            "main",
            "True",
            "cancelled",
        )


if __name__ == "__main__":
    unittest.main()
