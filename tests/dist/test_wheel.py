"""The wheel, installed by pip into a fresh environment of every Python found."""
import base64
import csv
import hashlib
import re
import shutil
import sys
import unittest
import zipfile
from email.parser import Parser
from pathlib import Path

from support import DIST, OUT, ROOT, VERSION, Elsewhere, attempt, environment, examples, run, Server

WHEEL, = DIST.glob("*.whl")
NAME, RELEASE, PYTHON, ABI, PLATFORM = WHEEL.stem.split("-")
OLDEST = (3, 9)
ABOUT = "import ensurepip, os, sys, venv; print(*sys.version_info[:2], os.path.realpath(sys.executable))"
PIP = ["-m", "pip", "--disable-pip-version-check", "--no-input"]


def pythons():
    """One of each version of Python 3, by what they are and not by name."""
    pyenv = Path(environment().get("PYENV_ROOT", Path.home() / ".pyenv"))
    named = [sys.executable, "/usr/bin/python3", *(f"python3.{minor}" for minor in range(OLDEST[1], 30)),
             *sorted(pyenv.glob("versions/*/bin/python"))]
    found = {}
    for name in filter(shutil.which, map(str, named)):
        done = attempt(name, "-c", ABOUT)
        if done.returncode == 0:
            major, minor, path = done.stdout.split(maxsplit=2)
            found.setdefault((int(major), int(minor)), path.strip())
    return dict(sorted(found.items()))


def files(environment_folder):
    return sorted(str(path) for path in environment_folder.rglob("*") if "__pycache__" not in path.parts
                  or "luavm" in str(path))


class Contents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with zipfile.ZipFile(WHEEL) as wheel:
            cls.held = {name: wheel.read(name) for name in wheel.namelist()}
            cls.infos = wheel.infolist()

    def info(self, name):
        return self.held[f"luavm-{VERSION}.dist-info/{name}"].decode("utf-8")

    def test_it_has_every_module_the_library_and_the_mark_of_types(self):
        package = sorted(path.name for path in (ROOT / "bindings" / "python" / "luavm").glob("*.py*"))
        compiled = [path.name for path in (OUT / "python" / "luavm").glob("*.so")]
        wanted = {f"luavm/{name}" for name in [*package, "py.typed", *compiled]}
        info = {f"luavm-{VERSION}.dist-info/{name}" for name in ("METADATA", "WHEEL", "RECORD", "top_level.txt")}
        self.assertEqual(set(self.held), wanted | info)
        self.assertEqual(self.held["luavm/libluavm.so"], (OUT / "lib" / "libluavm.so").read_bytes())

    def test_its_record_has_the_checksum_of_every_file(self):
        for name, checksum, size in csv.reader(self.info("RECORD").splitlines()):
            if not name.endswith("/RECORD"):
                digest = base64.urlsafe_b64encode(hashlib.sha256(self.held[name]).digest()).decode().rstrip("=")
                self.assertEqual((checksum, int(size)), (f"sha256={digest}", len(self.held[name])), name)

    def test_what_it_says_of_itself_is_what_its_name_says(self):
        about = Parser().parsestr(self.info("METADATA"))
        self.assertEqual((about["Name"], about["Version"], about["Requires-Python"]), (NAME, VERSION, ">=3.9"))
        self.assertEqual(RELEASE, VERSION)
        self.assertIsNone(about["Requires-Dist"])
        tag = Parser().parsestr(self.info("WHEEL"))
        self.assertEqual((tag["Root-Is-Purelib"], tag.get_all("Tag")), ("false", [f"{PYTHON}-{ABI}-{PLATFORM}"]))

    def test_it_is_for_any_python_3_unless_it_has_an_extension(self):
        extension = any(name.endswith(".abi3.so") for name in self.held)
        self.assertEqual((PYTHON, ABI), ("cp39", "abi3") if extension else ("py3", "none"))

    def test_everybody_may_read_it_and_nobody_else_write(self):
        for info in self.infos:
            self.assertIn(info.external_attr >> 16 & 0o777, (0o644, 0o755, 0o664), info.filename)


class Installed(Elsewhere):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.enterClassContext(Server())

    def installed(self, python):
        """A fresh environment: (its Python, its folder, the files it had before)."""
        folder = self.folder / "environment"
        run(python, "-m", "venv", folder)
        own = folder / "bin" / "python"
        before = files(folder)
        run(own, *PIP, "install", "--no-index", WHEEL, cwd=self.folder)
        return own, folder, before

    def check_install(self, python):
        own, folder, before = self.installed(python)
        where = run(own, "-c", "import luavm; print(luavm.__file__, luavm.__version__)", cwd=self.folder)
        self.assertRegex(where, rf"^{re.escape(str(folder))}/.*/luavm/__init__\.py {re.escape(VERSION)}$")
        run(own, *PIP, "check")
        for path, expected in examples("python", ".py"):
            with self.subTest(path.name):
                empty = self.folder / f"example {path.stem}"
                empty.mkdir(exist_ok=True)
                copy = shutil.copy(path, empty)
                arguments = self.server.arguments(path.stem, empty)
                self.assertEqual(run(own, "-W", "error", copy, *arguments, cwd=self.folder), expected)
                shutil.rmtree(empty)
        run(own, *PIP, "uninstall", "--yes", "luavm")
        self.assertEqual(files(folder), before)
        self.assertIn("No module named 'luavm'", attempt(own, "-c", "import luavm", cwd=self.folder).stderr)

    def test_it_installs_runs_the_examples_and_goes_without_a_trace(self):
        found = {version: path for version, path in pythons().items() if version >= OLDEST}
        self.assertIn(sys.version_info[:2], found)
        for version, python in found.items():
            with self.subTest(version):
                self.check_install(python)
                shutil.rmtree(self.folder / "environment")

    def test_without_its_library_it_says_where_it_looked(self):
        own, folder, _ = self.installed(sys.executable)
        library, = folder.rglob("libluavm.so")
        library.unlink()
        done = attempt(own, "-c", "import luavm", cwd=self.folder)
        self.assertRegex(done.stderr, rf"ImportError: libluavm was not found.*\n +{re.escape(str(library))}: .*\n"
                                      r".*\nSet LUAVM_LIBRARY to the full path")

    def test_a_wheel_for_another_platform_is_refused(self):
        for platform in ("linux_aarch64", "win_amd64", "macosx_11_0_arm64", "musllinux_1_2_x86_64",
                         "manylinux_2_99_x86_64"):
            with self.subTest(platform):
                other = shutil.copy(WHEEL, self.folder / f"luavm-{VERSION}-{PYTHON}-{ABI}-{platform}.whl")
                done = attempt(sys.executable, *PIP, "install", "--no-index", "--target", self.folder / "to", other)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(f"{other.name} is not a supported wheel on this platform", done.stderr)
                self.assertFalse((self.folder / "to").exists())

    def test_an_older_python_refuses_it(self):
        older = [path for version, path in pythons().items() if (3, 6) <= version < OLDEST]
        if not older:
            self.skipTest("no Python before 3.9 is installed")
        for python in older:
            with self.subTest(python):
                done = attempt(python, *PIP, "install", "--no-index", "--target", self.folder / "to", WHEEL)
                self.assertNotEqual(done.returncode, 0)
                self.assertRegex(done.stderr, "requires .*Python.*'>=3.9'|not a supported wheel")


if __name__ == "__main__":
    unittest.main()
