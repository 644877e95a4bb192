"""The archive, unpacked into an empty folder, is all that C and C++ need."""
import os
import re
import shlex
import subprocess
import tarfile
import tempfile
import unittest

from support import Server, ARCHIVE, DIST, ROOT, SECONDS, VERSION, Elsewhere, attempt, environment, examples, run

STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]
LANGUAGES = {"c": ("gcc", "c11", ".c"), "cpp": ("g++", "c++17", ".cpp")}
CMAKE = """\
cmake_minimum_required(VERSION 3.16)
project(examples C CXX)
set(CMAKE_C_STANDARD 11)
set(CMAKE_CXX_STANDARD 17)
find_package(LuaVm {version} REQUIRED)
{targets}
"""
TARGET = """\
add_executable({name} "{source}")
target_link_libraries({name} PRIVATE LuaVm::luavm)
"""


def names(archive):
    return sorted(path.relative_to(archive).as_posix() for path in archive.rglob("*") if not path.is_dir())


class Archive(Elsewhere):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.enterClassContext(Server())
        run("tar", "--extract", "--file", DIST / f"{ARCHIVE}.tar.gz", "--directory", cls.scratch)
        # Not where it was packed, nor under the name it was packed by.
        cls.tree = (cls.scratch / ARCHIVE).rename(cls.scratch / "moved here")

    def sources(self):
        """Every example as (its copy here, what it prints, its language)."""
        for language, (_, _, suffix) in LANGUAGES.items():
            for path, expected in examples(language, suffix):
                copy = self.folder / f"{language}-{path.name}"
                copy.write_bytes(path.read_bytes())
                yield copy, expected, language

    def printed(self, program, source, **options):
        """What an example prints in an empty folder."""
        with tempfile.TemporaryDirectory(dir=self.folder) as empty:
            arguments = self.server.arguments(source.stem.partition("-")[2], empty)
            return run(program, *arguments, cwd=empty, **options)

    def pkg_config(self, *options):
        found = run("pkg-config", *options, "luavm",
                    env=environment(PKG_CONFIG_LIBDIR=str(self.tree / "lib" / "pkgconfig")))
        return shlex.split(found)  # written for a shell: a space in a path is escaped

    def compiled(self, source, language, *more):
        compiler, standard, _ = LANGUAGES[language]
        program = source.with_suffix("")
        run(compiler, f"-std={standard}", *STRICT, source, "-o", program, *self.pkg_config("--cflags", "--libs"), *more)
        return program

    def check_library(self, program, **more):
        """It is this folder's library that a program runs with."""
        found = run("ldd", program, env=environment(**more))
        self.assertIn(f"libluavm.so.0 => {self.tree / 'lib'}/libluavm.so.0 ", found)

    def test_it_is_the_installed_tree(self):
        prefix = self.folder / "installed"
        subprocess.run([ROOT / "build.sh", "install", prefix], check=True, capture_output=True, timeout=SECONDS)
        self.assertEqual(names(self.tree), names(prefix))
        for name in names(prefix):
            with self.subTest(name):
                ours, theirs = self.tree / name, prefix / name
                self.assertEqual(ours.is_symlink(), theirs.is_symlink())
                self.assertEqual(ours.read_bytes(), theirs.read_bytes())
                self.assertEqual(os.access(ours, os.X_OK), os.access(theirs, os.X_OK))

    def test_it_has_the_library_under_its_names_the_headers_and_the_texts(self):
        held = names(self.tree)
        self.assertEqual(os.readlink(self.tree / "lib" / "libluavm.so"), "libluavm.so.0")
        self.assertEqual(os.readlink(self.tree / "lib" / "libluavm.so.0"), f"libluavm.so.{VERSION}")
        self.assertLessEqual({"bin/luavm", "include/luavm.h", "include/luavm.hpp", "lib/pkgconfig/luavm.pc",
                              "lib/cmake/LuaVm/LuaVmConfig.cmake", "share/doc/luavm/README.md",
                              "share/doc/luavm/SECURITY.md", "share/doc/luavm/CHANGELOG.md"}, set(held))

    def test_everything_in_it_belongs_to_root_and_is_below_one_folder(self):
        with tarfile.open(DIST / f"{ARCHIVE}.tar.gz") as archive:
            members = archive.getmembers()
        self.assertEqual(members[0].name, ARCHIVE)
        for member in members:
            with self.subTest(member.name):
                self.assertTrue(f"{member.name}/".startswith(f"{ARCHIVE}/"))
                self.assertEqual((member.uid, member.gid, member.mtime), (0, 0, members[0].mtime))
                self.assertFalse(member.issym() and member.linkname.startswith(("/", "..")))
                self.assertIn(member.mode, (0o644, 0o755))

    def test_no_file_in_it_names_a_folder_of_the_machine_it_was_made_on(self):
        for name in names(self.tree):
            with self.subTest(name):
                self.assertNotIn(os.fsencode(ROOT), (self.tree / name).read_bytes())

    def test_examples_build_with_pkg_config_and_find_the_library_by_their_rpath(self):
        self.assertEqual(self.pkg_config("--modversion"), [VERSION])
        for source, expected, language in self.sources():
            with self.subTest(source.name):
                program = self.compiled(source, language, f"-Wl,-rpath,{self.tree / 'lib'}")
                self.check_library(program)
                self.assertEqual(self.printed(program, source), expected)

    def test_examples_find_the_library_by_the_loaders_path(self):
        folder = str(self.tree / "lib")
        for source, expected, language in self.sources():
            with self.subTest(source.name):
                program = self.compiled(source, language)
                self.assertNotEqual(attempt(program).returncode, 0)
                self.check_library(program, LD_LIBRARY_PATH=folder)
                self.assertEqual(self.printed(program, source, env=environment(LD_LIBRARY_PATH=folder)), expected)

    def test_examples_build_with_cmake(self):
        sources = list(self.sources())
        targets = "".join(TARGET.format(name=source.stem, source=source.name) for source, _, _ in sources)
        (self.folder / "CMakeLists.txt").write_text(CMAKE.format(version=VERSION, targets=targets), encoding="utf-8")
        build = self.folder / "build"
        run("cmake", "-S", self.folder, "-B", build, f"-DCMAKE_PREFIX_PATH={self.tree}", "-DCMAKE_BUILD_TYPE=Release",
            "-DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF")
        run("cmake", "--build", build)
        for source, expected, _ in sources:
            with self.subTest(source.name):
                self.check_library(build / source.stem)
                self.assertEqual(self.printed(build / source.stem, source), expected)

    def test_the_command_runs_from_there_alone(self):
        self.assertEqual(run(self.tree / "bin" / "luavm", "eval", "6 * 7", cwd=self.folder), "=> 42\n")
        needed = re.findall(r"NEEDED\s+(\S+)", run("objdump", "-p", self.tree / "bin" / "luavm"))
        self.assertNotIn("libluavm.so.0", needed)


if __name__ == "__main__":
    unittest.main()
