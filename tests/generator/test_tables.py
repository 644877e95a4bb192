"""The committed tables are the header's, in every language."""
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import HEADER, OUT, ROOT, SAMPLE, generate, python_tables, read, run, written  # first: it sets the path
import layouts
from model import Constant, Function, spelled

JAVAC = shutil.which("javac")


class Committed(unittest.TestCase):
    def test_they_are_what_the_header_gives_now(self):
        changes = generate.difference(ROOT, generate.tables(read(HEADER)))
        self.assertEqual(changes, "", f"\n{changes}\n\nTo make them anew: {generate.COMMAND}")

    def test_each_says_at_its_top_what_made_it(self):
        self.assertTrue(generate.present(ROOT))
        for name in generate.present(ROOT):
            with self.subTest(name):
                top = (ROOT / name).read_text(encoding="utf-8").splitlines()[:4]
                self.assertIn(generate.NOTE, "\n".join(top))

    def test_exports_are_the_functions_of_every_table(self):
        listed = run("nm", "-D", "--defined-only", OUT / "lib" / "libluavm.so")
        exported = sorted(line.split()[2].partition("@")[0] for line in listed.splitlines() if line.split()[1] == "T")
        self.assertEqual(sorted(python_tables(ROOT, "committed_functions")["PROTOTYPES"]), exported)
        csharp = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bindings/csharp/Native").glob("*.g.cs"))
        self.assertEqual(sorted(re.findall(r"static partial \S+ (\w+)\(", csharp)), exported)
        java = (ROOT / "bindings/java/src/io/luavm/AbiFunctions.java").read_text(encoding="utf-8")
        self.assertEqual(sorted(re.findall(r"static native \S+ (\w+)\(", java)), exported)


class Differences(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        written(SAMPLE, self.root)
        self.wanted = generate.tables(read(SAMPLE))
        self.path = self.root / "bindings/python/luavm/_abi_constants.py"

    def test_what_was_just_written_has_none(self):
        self.assertEqual(generate.difference(self.root, self.wanted), "")

    def test_an_edited_file_is_shown(self):
        self.path.write_text(self.path.read_text(encoding="utf-8").replace("LUAVM_FLAG = 4", "LUAVM_FLAG = 8"),
                             encoding="utf-8")
        changes = generate.difference(self.root, self.wanted)
        self.assertIn("-LUAVM_FLAG = 8", changes)
        self.assertIn("+LUAVM_FLAG = 4", changes)

    def test_a_missing_file_is_shown(self):
        self.path.unlink()
        self.assertIn("+LUAVM_FLAG = 4", generate.difference(self.root, self.wanted))

    def test_a_file_that_nothing_makes_any_more_is_shown_and_removed(self):
        stale = self.root / "bindings/csharp/Native/Gone.g.cs"
        stale.write_text("// gone\n", encoding="utf-8")
        self.assertIn("-// gone", generate.difference(self.root, self.wanted))
        generate.update(self.root, self.wanted)
        self.assertFalse(stale.exists())

    def test_check_of_this_tree_ends_with_0(self):
        script = ROOT / "bindings" / "generator" / "generate.py"
        done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))


class Numbers(unittest.TestCase):
    """Of luavm.h as committed, and of the sample as generated for the test."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        written(SAMPLE, folder.name)
        self.cases = [(HEADER, ROOT), (SAMPLE, folder.name)]

    def check(self, name, numbers, java=False):
        for path, folder in self.cases:
            with self.subTest(path.name, language=name):
                header = read(path)
                expected = layouts.of_c(header, path)
                self.assertEqual({key for key in expected if ":" not in key}, layouts.names(header))
                if java:
                    expected = {key: self.as_java(header, key, value) for key, value in expected.items()
                                if ":" not in key}
                self.assertEqual(numbers(header, folder), expected)

    @staticmethod
    def as_java(header, name, value):
        """An unsigned number with its highest bit set is negative in Java."""
        bits = {"uint32_t": 32, "uint64_t": 64}.get(getattr(header.named(name), "type", ""), 0) \
            if name in {one.name for one in header.of(Constant)} else 0
        return value - (1 << bits) if bits and value >> (bits - 1) else value

    def test_python_has_those_of_the_c_compiler(self):
        self.check("python", lambda _, folder: layouts.of_python(python_tables(folder, "numbers")))

    def test_java_has_those_of_the_c_compiler(self):
        def numbers(header, folder):
            return layouts.of_java(folder)
        self.check("java", numbers, java=True)

    def test_csharp_compiles_and_has_those_of_the_c_compiler(self):
        def numbers(header, folder):
            found, functions = layouts.of_csharp(folder)
            self.assertEqual(sorted(functions), sorted(made.name for made in header.of(Function)))
            return found
        self.check("csharp", numbers)

    def test_functions_are_read_as_the_c_compiler_reads_them(self):
        def takes(made):
            return [spelled(parameter.type) for parameter in made.parameters]

        for path, _ in self.cases:
            with self.subTest(path.name):
                source = Path(self.folder, f"{path.stem}.c")
                again = [f"{spelled(made.returns)} {made.name}({', '.join(takes(made)) or 'void'});"
                         for made in read(path).of(Function)]
                source.write_text("\n".join([f'#include "{path}"', *again, ""]), encoding="utf-8")
                run("gcc", "-std=c11", "-Werror", "-fsyntax-only", source)

    @unittest.skipUnless(JAVAC, "needs a JDK")
    def test_java_compiles(self):
        for path, folder in self.cases:
            with self.subTest(path.name), tempfile.TemporaryDirectory() as classes:
                sources = sorted(Path(folder, "bindings/java/src/io/luavm").glob("*.java"))
                run(JAVAC, "-Werror", "-Xlint:all", "-d", classes, *sources)


if __name__ == "__main__":
    unittest.main()
