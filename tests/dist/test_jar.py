"""The jar, in an empty folder, is all that Java needs."""
import shutil
import unittest
import zipfile
from pathlib import Path

from support import DIST, OUT, ROOT, VERSION, Elsewhere, attempt, environment, examples, run, Server

JAR = DIST / f"luavm-{VERSION}.jar"
SOURCES = ROOT / "bindings" / "java" / "src"
NATIVE = [f"natives/linux-x64/{name}" for name in ("libluavm.so.0", "libluavm_jni.so")]


def javas():
    """Every JDK, by what it is: distributions give one several names."""
    found = {path.resolve() for path in Path("/usr/lib/jvm").glob("*/bin/java")}
    found |= {Path(path).resolve() for path in filter(None, [shutil.which("java")])}
    # A runtime without a compiler cannot start a source.
    return sorted(path for path in found if (path.parent / "javac").exists())


def names(jar):
    with zipfile.ZipFile(jar) as archive:
        return sorted(name for name in archive.namelist() if not name.endswith("/"))


class Jar(Elsewhere):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.enterClassContext(Server())

    def setUp(self):
        super().setUp()
        self.jar = Path(shutil.copy(JAR, self.folder))
        self.command = ["-cp", f"{self.jar.name}:."]

    def without(self, *left_out):
        """The jar again, without some of its files."""
        with zipfile.ZipFile(JAR) as whole, zipfile.ZipFile(self.jar, "w") as smaller:
            for name in whole.namelist():
                if name not in left_out:
                    smaller.writestr(name, whole.read(name))

    def failure(self, java):
        """What Java says when the first example does not find the library."""
        path, _ = examples("java", ".java")[0]
        shutil.copy(path, self.folder)
        done = attempt(java, *self.command, path.name, cwd=self.folder)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("UnsatisfiedLinkError: luavm: ", done.stderr)
        return done.stderr

    def test_it_holds_the_library_and_all_classes_but_no_tests(self):
        held = names(JAR)
        self.assertLessEqual({"META-INF/MANIFEST.MF", "module-info.class", *NATIVE}, set(held))
        for path in SOURCES.rglob("*.java"):
            compiled = path.relative_to(SOURCES).with_suffix(".class").as_posix()
            if path.stem != "package-info":
                self.assertIn(compiled, held)
        self.assertEqual([name for name in held if "Test" in name], [])
        with zipfile.ZipFile(JAR) as archive:
            self.assertEqual(archive.read(NATIVE[0]), (OUT / "lib" / "libluavm.so").read_bytes())

    def test_nothing_in_it_names_a_folder_of_the_machine_it_was_made_on(self):
        with zipfile.ZipFile(JAR) as archive:
            for name in archive.namelist():
                self.assertNotIn(str(ROOT).encode(), archive.read(name), name)

    def test_its_module_has_its_version(self):
        for java in javas():
            with self.subTest(java):
                self.assertIn(f"io.luavm@{VERSION} ", run(java, "-p", self.jar, "--describe-module", "io.luavm"))

    def test_every_example_runs_on_every_jdk(self):
        self.assertTrue(javas())
        for path, _ in examples("java", ".java"):
            shutil.copy(path, self.folder)
        for java in javas():
            for path, expected in examples("java", ".java"):
                with self.subTest(java=java, example=path.name):
                    arguments = self.server.arguments(path.stem, self.folder)
                    self.assertEqual(run(java, *self.command, path.name, *arguments, cwd=self.folder), expected)

    def test_it_leaves_no_file_behind(self):
        temporary = self.folder / "temporary"
        temporary.mkdir()
        path, expected = examples("java", ".java")[0]
        shutil.copy(path, self.folder)
        self.assertEqual(run(javas()[0], f"-Djava.io.tmpdir={temporary}", *self.command, path.name, cwd=self.folder,
                             env=environment(TMPDIR=str(temporary))), expected)
        self.assertEqual([path for path in temporary.iterdir() if not path.name.startswith("hsperfdata_")], [])

    def test_without_its_native_files_it_says_that_they_were_left_out(self):
        self.without(*NATIVE)
        for java in javas():
            with self.subTest(java):
                self.assertRegex(self.failure(java), "this jar holds no natives/linux-x64/; .*were left out; "
                                                     "set java.library.path to its folder, or io.luavm.library")

    def test_without_one_native_file_it_says_which(self):
        for name in NATIVE:
            self.without(name)
            for java in javas():
                with self.subTest(java=java, name=name):
                    self.assertRegex(self.failure(java), f"this jar lacks /{name}, so it is not the one that was "
                                                         "published; use that one, or set io.luavm.library")

    def test_sources_and_documentation_are_whole(self):
        sources = [path.relative_to(SOURCES).as_posix() for path in SOURCES.rglob("*.java")]
        held = names(DIST / f"luavm-{VERSION}-sources.jar")
        self.assertEqual([name for name in held if name != "META-INF/MANIFEST.MF"], sorted(sources))
        self.assertLessEqual({"index.html", "io.luavm/io/luavm/LuaVm.html", "io.luavm/io/luavm/LuaVmException.html"},
                             set(names(DIST / f"luavm-{VERSION}-javadoc.jar")))


if __name__ == "__main__":
    unittest.main()
