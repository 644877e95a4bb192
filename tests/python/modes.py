#!/usr/bin/env python3
"""Runs the tests of this folder twice: over ctypes alone, then with the C extension
where it was built."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run(pure):
    command = [sys.executable, "-m", "unittest", "discover", "-s", HERE, "-t", HERE]
    return subprocess.run(command, env=dict(os.environ, LUAVM_PURE=pure), check=False).returncode


def main():
    modes = ["1"]
    extension = Path(os.environ["LUAVM_OUT"], "python", "luavm", "_accel.abi3.so")
    if extension.exists():
        modes.append("0")
    else:
        print(f"{extension} was not built: Python's headers are missing", flush=True)
    return max(map(run, modes))


if __name__ == "__main__":
    sys.exit(main())
