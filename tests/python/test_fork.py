import unittest

from support import python

PREPARE = """
import os, sys, luavm
from support import outcome
vm = luavm.VM()
vm.eval("return 1")
"""


def in_child(body):
    """Runs a body in a forked child, then looks at the parent's VM."""
    script = PREPARE + "child = os.fork()\nif child == 0:\n"
    script += "".join(f"    {line}\n" for line in body.strip().splitlines())
    script += (
        "_, status = os.waitpid(child, 0)\n"
        "print('child', os.WEXITSTATUS(status))\n"
        "print('parent', vm.eval('return 2'))\n"
    )
    return python(script, "-W", "ignore")


class Fork(unittest.TestCase):
    def test_every_use_in_the_child_raises_ForkedError(self):
        body = """
calls = [lambda: vm.eval("return 1"), lambda: vm.run("return 1"), vm.memory, vm.interrupt,
         vm.reset, vm.gc.collect, luavm.VM, luavm.stats, lambda: luavm.configure(vm_cap=5)]
print(*{type(outcome(call)).__name__ for call in calls}, flush=True)
print(outcome(vm.eval, "return 1"), flush=True)
os._exit(0)
"""
        code, output, error = in_child(body)
        self.assertEqual((code, error), (0, ""))
        lines = output.splitlines()
        self.assertEqual(lines[0], "ForkedError")
        self.assertIn("fork", lines[1])
        self.assertEqual(lines[2:], ["child 0", "parent 2"])

    def test_the_version_can_be_asked_in_the_child(self):
        code, output, error = in_child("print(luavm.version(), flush=True)\nos._exit(0)")
        self.assertEqual((code, output, error), (0, "0.1.0\nchild 0\nparent 2\n", ""))

    def test_close_in_the_child_does_nothing(self):
        code, output, error = in_child("vm.close()\nos._exit(0)")
        self.assertEqual((code, output, error), (0, "child 0\nparent 2\n", ""))

    def test_the_child_may_end_as_programs_do(self):
        code, output, error = in_child("sys.exit(3)")
        self.assertEqual((code, output, error), (0, "child 3\nparent 2\n", ""))

    def test_a_child_made_during_an_eval_ends_too(self):
        script = (
            PREPARE
            + """
from support import Endless
with Endless(vm) as endless:
    child = os.fork()
    if child == 0:
        print(type(outcome(vm.eval, "return 1")).__name__, flush=True)
        os._exit(0)
    os.waitpid(child, 0)
    vm.interrupt()
    endless.join()
print(type(endless.outcome).__name__)
"""
        )
        code, output, error = python(script, "-W", "ignore")
        self.assertEqual((code, output, error), (0, "ForkedError\nCancelledError\n", ""))


if __name__ == "__main__":
    unittest.main()
