"""The wheel's platform tag is the oldest C library that the files in it run with."""
import re
import shutil
import sys
import unittest

from support import DIST, OUT, ROOT, VERSION, Elsewhere, run

sys.path.insert(0, str(ROOT / "bindings" / "python"))
import manylinux  # noqa: E402

LIBRARY = OUT / "lib" / "libluavm.so"


def described(path):
    return run("objdump", "-p", path)


class PlatformTag(Elsewhere):
    def library(self, name, source, *options):
        """A compiled library of a few lines."""
        text = self.folder / f"{name}.c"
        text.write_text(source, encoding="utf-8")
        path = self.folder / f"{name}.so"
        run("gcc", "-shared", "-fPIC", "-nostartfiles", text, "-o", path, *options)
        return path

    def wheel(self, *extensions):
        """The name of the wheel that the packaging makes with these files beside the library."""
        held = self.folder / "out" / "python" / "luavm"
        held.mkdir(parents=True)
        (self.folder / "out" / "dist").mkdir()
        for path in (LIBRARY, *extensions):
            shutil.copy(path, held)
        run(ROOT / "packaging" / "package.sh", "wheel", self.folder / "out", VERSION, "linux-x64")
        made, = (self.folder / "out" / "dist").iterdir()
        return made.name

    def test_the_wheel_has_the_newest_version_that_any_symbol_asks_for(self):
        asked = [tuple(map(int, version.split("."))) for path in (OUT / "python" / "luavm").glob("*.so")
                 for version in re.findall(r"GLIBC_([\d.]+)", run("objdump", "-T", path))]
        wheel, = DIST.glob("*.whl")
        self.assertTrue(wheel.stem.endswith("-manylinux_{}_{}_x86_64".format(*max(asked)[:2])), wheel.name)

    def test_one_newer_symbol_makes_it_newer_and_versions_are_numbers(self):
        text = described(LIBRARY)
        self.assertIn("GLIBC_2.14\n", text)
        self.assertEqual(manylinux.tag([text.replace("GLIBC_2.14\n", "GLIBC_2.99\n")]), "manylinux_2_99_x86_64")
        self.assertEqual(manylinux.tag([text.replace("GLIBC_2.14\n", "GLIBC_2.9\n")]), manylinux.tag([text]))
        self.assertEqual(manylinux.tag([text.replace("GLIBC_2.14\n", "GLIBC_2.100.1\n")]), "manylinux_2_100_x86_64")

    def test_the_newest_of_several_files_counts(self):
        plain = self.library("plain", "int plain(void) { return 1; }", "-nostdlib")
        self.assertEqual(manylinux.platform([plain]), "manylinux_2_5_x86_64")
        self.assertEqual(manylinux.platform([plain, LIBRARY]), manylinux.platform([LIBRARY]))
        self.assertEqual(manylinux.platform([LIBRARY, plain]), manylinux.platform([LIBRARY]))

    def test_what_needs_another_library_is_for_this_machine_alone(self):
        other = self.library("other", "int other(void) { return 1; }", "-nostdlib", "-Wl,-soname,libother.so.1")
        user = self.library("user", "int other(void); int user(void) { return other(); }", other, "-nostdlib")
        self.assertEqual(manylinux.platform([user]), "linux_x86_64")
        self.assertEqual(manylinux.platform([user, other]), "manylinux_2_5_x86_64")

    def test_what_asks_for_the_c_librarys_own_secrets_is_for_this_machine_alone(self):
        text = described(LIBRARY)
        for version in ("GLIBC_PRIVATE", "GLIBC_ABI_DT_RELR"):
            with self.subTest(version):
                self.assertEqual(manylinux.tag([text.replace("GLIBC_2.14\n", f"{version}\n")]), "linux_x86_64")

    def test_files_for_two_processors_make_no_wheel(self):
        text = described(LIBRARY)
        with self.assertRaisesRegex(ValueError, "aarch64 and x86_64 in one wheel"):
            manylinux.tag([text, text.replace("elf64-x86-64", "elf64-littleaarch64")])

    def test_an_extension_makes_it_one_for_the_stable_interface_of_python(self):
        library = self.library("library", "int accelerated(void) { return 1; }", "-nostdlib")
        extension = library.rename(self.folder / "_accel.abi3.so")
        self.assertEqual(self.wheel(extension), f"luavm-{VERSION}-cp39-abi3-{manylinux.platform([LIBRARY])}.whl")

    def test_without_one_it_is_for_every_python(self):
        self.assertEqual(self.wheel(), f"luavm-{VERSION}-py3-none-{manylinux.platform([LIBRARY])}.whl")

    def test_without_the_library_there_is_no_wheel(self):
        held = self.folder / "out" / "python" / "luavm"
        held.mkdir(parents=True)
        shutil.copy(LIBRARY, held / "another.so")
        with self.assertRaisesRegex(AssertionError, "luavm/libluavm.so is missing: ./build.sh package"):
            run(ROOT / "packaging" / "package.sh", "wheel", self.folder / "out", VERSION, "linux-x64")


if __name__ == "__main__":
    unittest.main()
