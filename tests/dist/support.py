"""What ./build.sh package has left, and how to try it where there is nothing else."""
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from served import Server  # noqa: E402, F401
OUT = Path(os.environ.get("LUAVM_OUT", ROOT / "out")).resolve()
DIST = OUT / "dist"
EXAMPLES = ROOT / "examples"
HEADER = ROOT / "bindings" / "c" / "luavm.h"
VERSION = re.search(r'LUAVM_VERSION "(.*)"', HEADER.read_text(encoding="utf-8")).group(1)
ARCHIVE = f"luavm-{VERSION}-linux-x64"
SECONDS = 280

# What would lead a program back to this repository, or to what else is installed.
LEADS = re.compile(r"LUAVM_|PYTHON|LD_|PKG_CONFIG|CMAKE_|CPATH$|CPLUS_|C_INCLUDE|LIBRARY_PATH$|CLASSPATH$|JAVA_|JDK_|PIP_")


def environment(**more):
    return {**{name: value for name, value in os.environ.items() if not LEADS.match(name)}, **more}


def attempt(*command, **options):
    options.setdefault("env", environment())
    return subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=SECONDS, check=False, **options)


def run(*command, **options):
    """Runs a tool and returns what it printed; a failure shows that and its errors."""
    done = attempt(*command, **options)
    if done.returncode != 0:
        raise AssertionError(f"{shlex.join(map(str, command))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def examples(language, suffix):
    """(a source in the examples' folder, what it prints), as many as there are."""
    found = sorted((EXAMPLES / language).glob(f"*{suffix}"))
    if not found:
        raise AssertionError(f"no examples in {EXAMPLES / language}")
    return [(path, (EXAMPLES / "expected" / f"{path.stem}.txt").read_text(encoding="utf-8")) for path in found]


class Elsewhere(unittest.TestCase):
    """Tests in an empty folder of the system's, far from the repository."""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory(prefix="lua vm ")
        cls.addClassCleanup(scratch.cleanup)
        cls.scratch = Path(scratch.name).resolve()

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(dir=self.scratch))
        self.addCleanup(shutil.rmtree, self.folder)
