"""What `./build.sh install` puts into a prefix is enough to build programs, by CMake
and by pkg-config, wherever the prefix is and wherever it is moved to."""
import os
import shlex
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 280

CMAKE = """\
cmake_minimum_required(VERSION 3.16)
project(application {languages})
find_package(LuaVm {version} REQUIRED)
add_executable(application {source})
target_link_libraries(application PRIVATE LuaVm::luavm)
"""
CPP = """\
#include <cstdio>
#include <luavm.hpp>
int main() {
  luavm::vm vm;
  std::printf("%d\\n", vm.eval("return 6 * 7").as<int>());
}
"""
C = """\
#include <luavm.h>
#include <stdio.h>
int main(void) {
  luavm_vm vm;
  luavm_result *result;
  if (vm_new(NULL, &vm, NULL) != LUAVM_OK) return 1;
  if (vm_eval(vm, "return 6 * 7", 12, NULL, &result) != LUAVM_OK) return 1;
  printf("%d\\n", (int)result->values[0].as.integer);
  vm_result_free(result);
  return vm_free(vm);
}
"""
HEADERS = sorted(["luavm.h", "luavm.hpp", *(f"luavm/{path.name}" for path in
                                            (ROOT / "bindings/cpp/luavm").glob("*.hpp"))])

TEXTS = ["CHANGELOG.md", "README.md", "SECURITY.md", *(path.name for path in ROOT.glob("docs/*.md"))]


def attempt(*command, **options):
    return subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=SECONDS, check=False, **options)


def run(*command, **options):
    """Runs a tool and returns what it printed; a failure shows its errors."""
    done = attempt(*command, **options)
    if done.returncode != 0:
        raise AssertionError(f"{shlex.join(map(str, command))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def install(prefix, cwd=ROOT, **environment):
    return run(ROOT / "build.sh", "install", prefix, cwd=cwd, env=dict(os.environ, **environment))


def tree(folder):
    return sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*") if not path.is_dir())


class Install(unittest.TestCase):
    """One prefix, with a space in its name, for all tests: they read it only."""

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory(prefix="lua vm ")
        cls.addClassCleanup(scratch.cleanup)
        cls.scratch = Path(scratch.name)
        install(cls.scratch / "first")
        # What is built below must not depend on where it was installed.
        cls.prefix = (cls.scratch / "the prefix").resolve()
        (cls.scratch / "first").rename(cls.prefix)

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="an application ")))

    def enterContext(self, context):  # as unittest has it from Python 3.11 on
        value = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return value

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def configure(self, languages="CXX", source="main.cpp", version="0.1", *options):
        self.write("CMakeLists.txt", CMAKE.format(languages=languages, source=source, version=version))
        return attempt("cmake", "-S", self.folder, "-B", self.folder / "build", f"-DCMAKE_PREFIX_PATH={self.prefix}",
                       *options)

    def cmake(self, *arguments):
        done = self.configure(*arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        run("cmake", "--build", self.folder / "build")
        return run(self.folder / "build" / "application")

    def pkg_config(self, *options):
        environment = dict(os.environ, PKG_CONFIG_PATH=str(self.prefix / "lib/pkgconfig"))
        # Written for a shell: a space in a path is escaped.
        return shlex.split(run("pkg-config", *options, "luavm", env=environment))

    def test_the_tree_is_complete_and_nothing_else(self):
        self.assertEqual(tree(self.prefix), sorted([
            "bin/luavm", *(f"include/{name}" for name in HEADERS),
            "lib/cmake/LuaVm/LuaVmConfig.cmake", "lib/cmake/LuaVm/LuaVmConfigVersion.cmake",
            "lib/libluavm.so", "lib/libluavm.so.0", "lib/libluavm.so.0.1.0", "lib/pkgconfig/luavm.pc",
            *(f"share/doc/luavm/{name}" for name in TEXTS)]))

    def test_the_library_is_one_file_under_three_names(self):
        self.assertFalse((self.prefix / "lib/libluavm.so.0.1.0").is_symlink())
        self.assertEqual(os.readlink(self.prefix / "lib/libluavm.so.0"), "libluavm.so.0.1.0")
        self.assertEqual(os.readlink(self.prefix / "lib/libluavm.so"), "libluavm.so.0")

    def test_no_text_file_names_a_folder_of_this_machine(self):
        for path in [*self.prefix.rglob("*.cmake"), *self.prefix.rglob("*.pc")]:
            text = path.read_text(encoding="utf-8")
            self.assertNotIn(str(self.scratch), text, path.name)
            self.assertNotIn(str(ROOT), text, path.name)
            self.assertNotIn("@", text, path.name)

    def test_the_command_runs_from_there(self):
        self.assertEqual(run(self.prefix / "bin/luavm", "eval", "print(6 * 7)"), "42\n")

    def test_a_cpp_application_builds_with_cmake(self):
        self.write("main.cpp", CPP)
        self.assertEqual(self.cmake("CXX", "main.cpp"), "42\n")

    def test_a_c_application_builds_with_cmake(self):
        self.write("main.c", C)
        self.assertEqual(self.cmake("C", "main.c"), "42\n")

    def test_a_newer_or_next_minor_version_is_not_found_by_cmake(self):
        self.write("main.cpp", CPP)
        for wanted, found in (("0.0.9", False), ("0.1", True), ("0.1.0", True), ("0.1.1", False), ("0.2", False),
                              ("1", False), ("0", True), ("0.1.0 EXACT", True), ("0.0.1...0.2", True),
                              ("0.0.1...<0.1.0", False), ("", True)):
            with self.subTest(wanted):
                shutil.rmtree(self.folder / "build", ignore_errors=True)
                done = self.configure("CXX", "main.cpp", wanted)
                self.assertEqual(done.returncode == 0, found, done.stdout + done.stderr)

    def test_an_incomplete_prefix_is_refused_with_what_is_missing(self):
        broken = self.folder / "broken"
        shutil.copytree(self.prefix, broken, symlinks=True)
        (broken / "include/luavm.hpp").unlink()
        self.write("main.cpp", CPP)
        done = self.configure("CXX", "main.cpp", "0.1", f"-DLuaVm_ROOT={broken}")
        self.assertNotEqual(done.returncode, 0)
        # CMake breaks lines where it likes.
        self.assertIn("include/luavm.hpp is missing", " ".join(done.stderr.split()))

    def test_a_cpp_application_builds_with_pkg_config(self):
        self.write("main.cpp", CPP)
        self.assertEqual(self.pkg_config("--modversion"), ["0.1.0"])
        run("g++", "-std=c++17", "-Wall", "-Wextra", "-Werror", self.folder / "main.cpp", "-o", self.folder / "main",
            *self.pkg_config("--cflags", "--libs"), f"-Wl,-rpath,{self.prefix / 'lib'}")
        self.assertEqual(run(self.folder / "main"), "42\n")

    def test_each_header_compiles_alone(self):
        for name in HEADERS:
            for standard in ("c++17", "c++20"):
                with self.subTest(name=name, standard=standard):
                    self.write("alone.cpp", f"#include <{name}>\n#include <{name}>\n")
                    run("g++", f"-std={standard}", "-Wall", "-Wextra", "-Werror", "-pedantic", "-fsyntax-only",
                        *self.pkg_config("--cflags"), self.folder / "alone.cpp")

    def test_an_older_standard_is_told_to_use_the_c_header(self):
        self.write("old.cpp", "#include <luavm.hpp>\n")
        done = attempt("g++", "-std=c++14", "-fsyntax-only", *self.pkg_config("--cflags"), self.folder / "old.cpp")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("needs C++17", done.stderr)

    def test_a_view_of_a_result_that_is_gone_does_not_compile(self):
        for misuse in ('vm.eval("").as<std::string_view>()', 'vm.eval("").try_as<std::vector<luavm::table_view>>()',
                       'vm.eval("").values()', "luavm::vm(vm)", "luavm::vm(luavm_vm(1))"):
            with self.subTest(misuse):
                source = "#include <luavm.hpp>\nvoid f(luavm::vm &vm) { (void)vm; (void)(%s); }\n"
                compile_ = ["g++", "-std=c++17", "-fsyntax-only", *self.pkg_config("--cflags"), "wrong.cpp"]
                self.write("wrong.cpp", source % "0")
                run(*compile_, cwd=self.folder)
                self.write("wrong.cpp", source % misuse)
                self.assertNotEqual(attempt(*compile_, cwd=self.folder).returncode, 0)

    def test_destdir_goes_before_the_prefix_and_a_relative_prefix_is_the_callers(self):
        install("/opt/lua vm", cwd=self.folder, DESTDIR=str(self.folder / "stage"))
        self.assertEqual(tree(self.folder / "stage/opt/lua vm"), tree(self.prefix))
        install("here", cwd=self.folder)
        self.assertEqual(tree(self.folder / "here"), tree(self.prefix))

    def test_installing_again_is_the_same_tree(self):
        again = self.folder / "again"
        install(again)
        before = tree(again)
        install(again)
        self.assertEqual(tree(again), before)

    def test_install_wants_one_folder(self):
        for words in ([], [""], ["a", "b"]):
            with self.subTest(words):
                done = attempt(ROOT / "build.sh", "install", *words, cwd=self.folder)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn("install PREFIX", done.stderr)


if __name__ == "__main__":
    unittest.main()
