"""Python alone, or with the C extension: which of them is used."""

import os
import shutil
import tempfile
import unittest
from pathlib import Path

import luavm
from luavm import _choice

from support import python

EXTENSION = Path(luavm.__file__).with_name("_accel.abi3.so")
PURE = os.environ.get("LUAVM_PURE", "0") != "0"

TELL = "import luavm, luavm._choice as c; print(c.ACCELERATED, luavm.VM().eval('return 1 + 1'))"


class Engine(unittest.TestCase):
    def test_these_tests_run_with_what_they_say(self):
        self.assertEqual(_choice.ACCELERATED, EXTENSION.exists() and not PURE)

    @unittest.skipUnless(EXTENSION.exists(), "the C extension was not built")
    def test_a_variable_chooses(self):
        for pure, told in (("1", "False 2\n"), ("yes", "False 2\n"), ("0", "True 2\n"), ("", "True 2\n")):
            with self.subTest(pure):
                self.assertEqual(python(TELL, LUAVM_PURE=pure), (0, told, ""))

    def test_the_package_works_without_the_extension(self):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(
                Path(luavm.__file__).parent,
                Path(folder, "luavm"),
                ignore=shutil.ignore_patterns("_accel*", "__pycache__"),
            )
            found = python(f"import sys; sys.path.insert(0, {folder!r})\n" + TELL, LUAVM_PURE="0")
        self.assertEqual(found, (0, "False 2\n", ""))

    @unittest.skipUnless(_choice.ACCELERATED, "runs without the C extension")
    def test_the_extension_uses_no_second_library(self):
        maps = Path("/proc/self/maps").read_text(encoding="utf-8")
        files = {line.split()[-1] for line in maps.splitlines() if "libluavm" in line}
        self.assertEqual(len(files), 1)


if __name__ == "__main__":
    unittest.main()
