"""Every example prints exactly the shared text, in every language."""
import sys
import tempfile
import unittest
from pathlib import Path

from published import OUT, ROOT, build, environment, run

sys.path.insert(0, str(ROOT / "tests"))
from served import Server  # noqa: E402

EXAMPLES = ROOT / "examples"
EXPECTED = EXAMPLES / "expected"


def expected(stem):
    return (EXPECTED / f"{stem}.txt").read_text(encoding="utf-8")


def stems(folder, suffix):
    return sorted(path.stem for path in (EXAMPLES / folder).glob(f"*{suffix}"))


class Examples(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())

    def check(self, folder, suffix, command, **options):
        """command: from a source and an empty folder to what runs it."""
        for stem in stems(folder, suffix):
            with self.subTest(stem), tempfile.TemporaryDirectory() as scratch:
                program = command(EXAMPLES / folder / f"{stem}{suffix}", Path(scratch))
                self.assertEqual(run(*program, *self.server.arguments(stem, scratch), **options), expected(stem))

    def check_compiled(self, folder, suffix, compiler, standard):
        def compiled(source, scratch):
            build(compiler, standard, source, scratch / source.stem)
            return [scratch / source.stem]
        self.check(folder, suffix, compiled)

    def test_each_language_has_each_example(self):
        wanted = sorted(path.stem for path in EXPECTED.glob("*.txt"))
        self.assertLessEqual({"hello", "limits"}, set(wanted))
        for folder, suffix in ("c", ".c"), ("cpp", ".cpp"), ("python", ".py"), ("java", ".java"), ("csharp", ".cs"):
            self.assertEqual(stems(folder, suffix), wanted)

    def test_c(self):
        self.check_compiled("c", ".c", "gcc", "c11")

    def test_cpp(self):
        self.check_compiled("cpp", ".cpp", "g++", "c++17")

    def test_python(self):
        self.check("python", ".py", lambda source, _: [sys.executable, source],
                   env=environment(PYTHONPATH=str(OUT / "python")))

    def test_java(self):
        self.check("java", ".java", lambda source, _: ["java", "-cp", OUT / "java" / "luavm.jar", source])

    def test_csharp(self):
        self.check("csharp", ".cs", lambda source, _: ["dotnet", "run", source, "--"])


if __name__ == "__main__":
    unittest.main()
