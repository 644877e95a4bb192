"""What a type checker makes of a program that uses the package."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import luavm

MYPY = shutil.which("mypy")

GOOD = """
import asyncio
from typing import Any, Dict

import luavm


@luavm.exposed(methods=["award"], properties={"name": "name"}, writable=["points"])
class Player:
    name = "Ada"
    points = 0

    def award(self, points: int) -> None:
        self.points += points


template = luavm.Template()


@template.function("shop.price")
def price(item: str) -> int:
    return len(item)


async def main() -> None:
    with luavm.VM(memory_limit=8 << 20, timeout=0.5, template=template) as vm:

        @vm.function
        def double(x: int) -> int:
            return 2 * x

        total: int = double(price("apple"))
        function: luavm.Function = vm.load("return ...")
        value: Any = function(total, timeout=1.0)
        vm.globals["config"] = {"x": [1, 2.5, "a", b"b", None, True]}
        config = vm.globals["config"]
        if isinstance(config, luavm.Table):
            copied: Dict[str, Any] = config.to_python()
            config["y"] = len(copied)
        player = vm.expose(Player(), methods=["award"])
        player.award(1)
        result: luavm.Result = vm.run("return 1")
        error = result.error
        if isinstance(error, luavm.LuaVmError):
            print(error.traceback, error.usage, error.value, value)
        run: luavm.Run = function.start(1, slice_fuel=1000)
        run.resume().close()
        await vm.eval_async("return 1", slice_fuel=luavm.UNLIMITED)


asyncio.run(main())
"""

BAD = """
import luavm

vm = luavm.VM(memory_limit="much")
vm.eval(5)
vm.load("x").nothing
vm.register(5, print)
text: str = vm.memory()
"""


@unittest.skipUnless(MYPY, "needs mypy")
class Types(unittest.TestCase):
    def check(self, source):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "program.py").write_text(source, encoding="utf-8")
            done = subprocess.run(
                [MYPY, "--strict", "--cache-dir", Path(folder, "cache"), "program.py"],
                cwd=folder,
                env=dict(os.environ, MYPYPATH=str(Path(luavm.__file__).parents[1])),
                capture_output=True,
                text=True,
                check=False,
            )
        return done.stdout

    def test_a_good_program_passes_strictly(self):
        self.assertIn("Success: no issues found in 1 source file", self.check(GOOD))

    def test_a_bad_program_is_told_of_each_mistake(self):
        told = self.check(BAD)
        lines = [n for n in range(4, 9) if f"program.py:{n}: error" in told]
        self.assertEqual(lines, [4, 5, 6, 7, 8], told)


if __name__ == "__main__":
    unittest.main()
