"""Scripts in worker processes, by each way to start one."""

import unittest

from support import python

POOL = """
import multiprocessing, luavm
from support import evaluate, outcome
luavm.VM().eval("return 1")
with multiprocessing.get_context({method!r}).Pool(2) as pool:
    for source in ("return 1 + 1", "error('no', 0)"):
        found = outcome(pool.apply, evaluate, (source,))
        print(type(found).__name__, found)
    pool.close()
    pool.join()
print(evaluate("return 'parent'"))
"""

IMPORT_IN_THE_CHILD = """
import multiprocessing, sys

def work(results):
    from support import evaluate
    results.send(evaluate("return 1 + 1"))

assert "luavm" not in sys.modules
ours, theirs = multiprocessing.Pipe()
child = multiprocessing.get_context("fork").Process(target=work, args=(theirs,))
child.start()
print(ours.recv())
child.join()
print(child.exitcode)
work(theirs)
print(ours.recv())
"""


class Multiprocessing(unittest.TestCase):
    def workers_evaluate(self, method):
        code, output, error = python(POOL.format(method=method), "-W", "ignore")
        self.assertEqual((error, code), ("", 0))
        self.assertEqual(output, "int 2\nLuaRuntimeError no\nparent\n")

    def test_spawned_workers_evaluate_and_their_errors_come_back(self):
        self.workers_evaluate("spawn")

    def test_workers_of_a_fork_server_evaluate_too(self):
        self.workers_evaluate("forkserver")

    def test_forked_workers_raise_ForkedError_in_the_parent(self):
        code, output, error = python(POOL.format(method="fork"), "-W", "ignore")
        self.assertEqual((error, code), ("", 0))
        lines = output.splitlines()
        self.assertEqual([line.split()[0] for line in lines], ["ForkedError"] * 2 + ["parent"])
        self.assertIn("'spawn' start method", lines[0])

    def test_a_child_forked_before_the_import_may_use_it(self):
        code, output, error = python(IMPORT_IN_THE_CHILD, "-W", "ignore")
        self.assertEqual((output, error, code), ("2\n0\n2\n", "", 0))


if __name__ == "__main__":
    unittest.main()
