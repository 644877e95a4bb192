"""Programs that end with VMs, functions and tables alive: in silence."""

import unittest

from support import python

SHUTDOWN = """
import luavm, sys, threading
@luavm.exposed(methods=["go"])
class Thing:
    def go(self): return 1
    def __del__(self): pass
vm = luavm.VM()
vm.register("f", lambda *given: given)
vm.register("wait", luavm.Pending)
thing = Thing()
vm.set("thing", thing)
function = vm.load("return f(...)")
table = vm.globals["math"]
template = luavm.Template()
template.register("g", lambda: vm)
second = luavm.VM(template=template)
second.eval("k = g", keep_globals=True)
try:
    vm.eval("error(f)")
except luavm.LuaRuntimeError as error:
    kept = error
"""


class Shutdown(unittest.TestCase):
    def ends(self, script, expected=""):
        self.assertEqual(python(script), (0, expected, ""))

    def test_with_everything_alive(self):
        self.ends(SHUTDOWN)

    def test_with_a_run_that_waits(self):
        self.ends(
            "import luavm\n"
            "vm = luavm.VM()\n"
            "vm.register('w', luavm.Pending)\n"
            "run = vm.start('w()')\n"
        )

    def test_with_references_in_a_module_that_goes_late(self):
        self.ends(
            "import luavm, sys\nvm = luavm.VM()\n"
            "sys.keep = vm.load('return 1'), vm.globals['math'], vm.eval('return print')\n"
        )

    def test_with_a_cycle_through_Lua(self):
        self.ends(
            "import luavm\n"
            "vm = luavm.VM()\n"
            "vm.register('f', lambda: vm)\n"
            "g = vm.eval('return f')\n"
        )

    def test_while_a_thread_runs_scripts_that_call_back(self):
        self.ends(
            "import luavm, threading\n"
            "started = threading.Event()\n"
            "def work():\n"
            "    vm = luavm.VM(timeout=60)\n"
            "    vm.register('f', started.set)\n"
            "    try:\n"
            "        vm.eval('while true do f() end')\n"
            "    except luavm.LuaVmError:\n"
            "        pass\n"
            "threading.Thread(target=work, daemon=True).start()\n"
            "started.wait()\n"
            "print('ends')\n",
            "ends\n",
        )

    def test_with_an_unanswered_task(self):
        self.ends(
            "import asyncio, luavm\n"
            "vm = luavm.VM()\n"
            "@vm.function\n"
            "async def never():\n"
            "    await asyncio.get_running_loop().create_future()\n"
            "async def main():\n"
            "    task = asyncio.ensure_future(vm.eval_async('never()'))\n"
            "    await asyncio.sleep(0.01)\n"
            "asyncio.run(main())\n"
        )


if __name__ == "__main__":
    unittest.main()
