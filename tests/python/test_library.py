import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import luavm

from support import python

CC = shutil.which("gcc") or shutil.which("cc")
IMPORT = """
try:
    import luavm
except ImportError as error:
    print(error)
else:
    print("fine")
"""


class Library(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def importing(self, **environment):
        code, output, error = python(IMPORT, **environment)
        self.assertEqual((code, error), (0, ""))
        return output

    def library(self, text):
        path = self.folder / "libother.so"
        command = [CC, "-shared", "-fPIC", "-x", "c", "-o", str(path), "-"]
        subprocess.run(command, input=text, text=True, check=True, timeout=60)
        return str(path)

    def test_a_missing_library_is_named(self):
        output = self.importing(LUAVM_LIBRARY="/nowhere/libluavm.so")
        self.assertIn("/nowhere/libluavm.so", output)
        self.assertIn("LUAVM_LIBRARY", output)

    def test_everything_tried_is_named(self):
        package = Path(luavm.__file__).parent
        copy = self.folder / "luavm"
        shutil.copytree(package, copy, ignore=shutil.ignore_patterns("*.so", "__pycache__"))
        output = self.importing(PYTHONPATH=str(self.folder), LUAVM_LIBRARY="", LD_LIBRARY_PATH="")
        self.assertIn(f"{copy}/libluavm.so: ", output)
        self.assertIn("  libluavm.so: ", output)

    def test_a_library_named_by_the_environment_is_used(self):
        package = Path(luavm.__file__).parent
        found = os.environ.get("LUAVM_LIBRARY") or package / "libluavm.so"
        copy = self.folder / "renamed.so"
        shutil.copy(found, copy)
        self.assertEqual(self.importing(LUAVM_LIBRARY=str(copy)), "fine\n")

    @unittest.skipUnless(CC, "needs a C compiler")
    def test_another_library_is_refused(self):
        output = self.importing(LUAVM_LIBRARY=self.library("int other;"))
        self.assertIn("is not libluavm", output)

    @unittest.skipUnless(CC, "needs a C compiler")
    def test_another_ABI_is_refused(self):
        output = self.importing(
            LUAVM_LIBRARY=self.library("unsigned luavm_abi_version(void) { return 999; }")
        )
        self.assertIn("has ABI version 999, this package needs 1", output)

    @unittest.skipUnless(CC, "needs a C compiler")
    def test_an_incomplete_library_is_refused(self):
        output = self.importing(
            LUAVM_LIBRARY=self.library("unsigned luavm_abi_version(void) { return 1; }")
        )
        self.assertIn("lacks luavm_version", output)


if __name__ == "__main__":
    unittest.main()
