"""Names the wheel after the compiled files in it; the rest is in pyproject.toml."""

import sys
from pathlib import Path

from setuptools import Distribution, setup

try:
    from setuptools.command.bdist_wheel import bdist_wheel
except ImportError:  # before setuptools 70.1
    from wheel.bdist_wheel import bdist_wheel

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # a build in isolation does not have it there
import manylinux  # noqa: E402


class Binary(Distribution):
    """Has compiled files, although setuptools compiles none of them."""

    def has_ext_modules(self):
        return True


class Wheel(bdist_wheel):
    def get_tag(self):
        files = sorted((HERE / "luavm").glob("*.so"))
        if HERE / "luavm" / "libluavm.so" not in files:
            sys.exit("luavm/libluavm.so is missing: ./build.sh package puts it there and makes the wheel")
        # ctypes asks nothing of Python's version; an extension is for its stable interface from 3.9 on.
        python = ("cp39", "abi3") if any(file.name.endswith(".abi3.so") for file in files) else ("py3", "none")
        return (*python, manylinux.platform(files))


setup(distclass=Binary, cmdclass={"bdist_wheel": Wheel})
