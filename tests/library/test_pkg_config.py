"""The pkg-config file is enough to compile, link and run."""
import re
import tempfile
import unittest
from pathlib import Path

from published import HEADER, LIBRARY, ROOT, build, pkg_config, run


class PkgConfig(unittest.TestCase):
    def test_its_version_is_the_headers(self):
        version = re.search(r'LUAVM_VERSION "(.*)"', HEADER.read_text(encoding="utf-8")).group(1)
        self.assertEqual(pkg_config("--modversion"), [version])

    def test_it_points_at_the_published_files(self):
        includes = [Path(flag[2:]) / "luavm.h" for flag in pkg_config("--cflags-only-I")]
        libraries = [Path(flag[2:]) / "libluavm.so" for flag in pkg_config("--libs-only-L")]
        self.assertTrue(any(path.exists() and path.samefile(HEADER) for path in includes), includes)
        self.assertTrue(any(path.exists() and path.samefile(LIBRARY) for path in libraries), libraries)
        self.assertEqual(pkg_config("--libs-only-l"), ["-lluavm"])

    def test_no_placeholder_is_left_in_it(self):
        text = (LIBRARY.parent / "pkgconfig" / "luavm.pc").read_text(encoding="utf-8")
        self.assertNotIn("@", text)

    def test_a_c_program_builds_with_it(self):
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / "hello"
            build("gcc", "c11", ROOT / "examples" / "c" / "hello.c", program)
            self.assertTrue(run(program).startswith("2\n"))


if __name__ == "__main__":
    unittest.main()
