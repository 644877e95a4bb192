"""Every example prints exactly the shared text, in every language."""
import sys
import tempfile
import unittest
from pathlib import Path

from published import OUT, ROOT, build, environment, run

EXAMPLES = ROOT / "examples"
EXPECTED = EXAMPLES / "expected"


def expected(stem):
    return (EXPECTED / f"{stem}.txt").read_text(encoding="utf-8")


def stems(folder, suffix):
    return sorted(path.stem for path in (EXAMPLES / folder).glob(f"*{suffix}"))


class Examples(unittest.TestCase):
    maxDiff = None

    def check_compiled(self, folder, suffix, compiler, standard):
        for stem in stems(folder, suffix):
            with self.subTest(stem), tempfile.TemporaryDirectory() as scratch:
                program = Path(scratch) / stem
                build(compiler, standard, EXAMPLES / folder / f"{stem}{suffix}", program)
                self.assertEqual(run(program), expected(stem))

    def test_each_language_has_each_example(self):
        wanted = sorted(path.stem for path in EXPECTED.glob("*.txt"))
        self.assertLessEqual({"hello", "limits"}, set(wanted))
        self.assertEqual(stems("c", ".c"), wanted)
        self.assertEqual(stems("cpp", ".cpp"), wanted)
        self.assertEqual(stems("python", ".py"), wanted)
        self.assertEqual(stems("java", ".java"), wanted)
        self.assertEqual(stems("csharp", ".cs"), wanted)

    def test_c(self):
        self.check_compiled("c", ".c", "gcc", "c11")

    def test_cpp(self):
        self.check_compiled("cpp", ".cpp", "g++", "c++17")

    def test_python(self):
        for stem in stems("python", ".py"):
            with self.subTest(stem):
                self.assertEqual(run(sys.executable, EXAMPLES / "python" / f"{stem}.py",
                                     env=environment(PYTHONPATH=str(OUT / "python"))), expected(stem))

    def test_java(self):
        for stem in stems("java", ".java"):
            with self.subTest(stem):
                self.assertEqual(run("java", "-cp", OUT / "java" / "luavm.jar", EXAMPLES / "java" / f"{stem}.java"),
                                 expected(stem))

    def test_csharp(self):
        for stem in stems("csharp", ".cs"):
            with self.subTest(stem):
                self.assertEqual(run("dotnet", "run", EXAMPLES / "csharp" / f"{stem}.cs"), expected(stem))


if __name__ == "__main__":
    unittest.main()
