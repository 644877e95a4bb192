#!/usr/bin/env python3
"""Runs every test suite, counts, and ends with "N passed, N failed".

Usage: run.py [SUITE ...]   (default: all; names as in SUITES)

Each suite is a tool's own run: the count is read from what that tool prints at
its end. A suite that fails without naming a failed test counts as one failure.
"""
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "out"


def unittest(folder):
    return [sys.executable, "-m", "unittest", "discover", "-s", f"tests/{folder}", "-t", f"tests/{folder}"]


def make(folder):
    return ["make", "--no-print-directory", "-C", f"tests/{folder}", f"OUT={OUT}", "run"]


C_FILES = sorted(str(path.relative_to(ROOT)) for folder in ("native", "bindings", "tests", "bench", "examples")
                 for ending in ("*.c", "*.h", "*.cpp", "*.hpp") for path in (ROOT / folder).rglob(ending))

# One check is one test: these tools count nothing themselves.
CHECKS = ("format-c", "format")

SUITES = {
    "format-c": ["clang-format", "--dry-run", "-Werror", *C_FILES],
    "format": ["dotnet", "format", "LuaVm.sln", "--verify-no-changes"],
    "unit": ["dotnet", "test", "tests/unit", "-c", "Release", "--nologo"],
    "native": make("native"),
    "abi": make("abi"),
    "library": unittest("library"),
    "bindings": unittest("generator"),
    "cpp": make("cpp"),
    "python": [sys.executable, "tests/python/modes.py"],
    "java": make("java"),
    "csharp": ["dotnet", "test", "tests/csharp", "-c", "Release", "--nologo"],
    "csharp-package": unittest("csharp"),
    "dist": unittest("dist"),
    "cli": unittest("cli"),
    "websocket": unittest("websocket"),
    "attacks": [sys.executable, "tests/attacks/run.py"],
    "conformance": make("conformance"),
    "torture": unittest("torture"),
    "misuse": unittest("misuse"),
    "races": unittest("race"),
    "stores": unittest("stores"),
    "fuzz": make("fuzz"),
}


def count(text):
    """(passed, failed) as dotnet test, cmocka, unittest, JUnit and luavm test print them."""
    passed = failed = 0
    for bad, good in re.findall(r"Failed:\s*(\d+), Passed:\s*(\d+)", text):
        passed, failed = passed + int(good), failed + int(bad)
    passed += sum(int(n) for n in re.findall(r"^\[  PASSED  \] (\d+) test\(s\)", text, re.M))
    failed += sum(int(n) for n in re.findall(r"^\[  FAILED  \] (\d+) test\(s\)", text, re.M))
    for ran, outcome in re.findall(r"^Ran (\d+) tests? in .*\n\n(OK|FAILED)(?=[^\n]*)", text, re.M):
        bad = 0
        if outcome == "FAILED":
            line = text[text.rindex("FAILED ("):].splitlines()[0]
            bad = sum(int(n) for n in re.findall(r"(?:failures|errors)=(\d+)", line))
        passed, failed = passed + int(ran) - bad, failed + bad
    passed += sum(int(n) for n in re.findall(r"^OK \((\d+) tests?\)$", text, re.M))
    for ran, bad in re.findall(r"^Tests run: (\d+),  Failures: (\d+)$", text, re.M):
        passed, failed = passed + int(ran) - int(bad), failed + int(bad)
    for good, bad in re.findall(r"^(\d+) passed, (\d+) failed$", text, re.M):
        passed, failed = passed + int(good), failed + int(bad)
    return passed, failed


def run(name, command):
    environment = dict(os.environ, LUAVM_OUT=str(OUT), PYTHONPATH=str(OUT / "python"),
                       PYTHONDONTWRITEBYTECODE="1", PYTHONWARNINGS="error")
    start = time.monotonic()
    log = OUT / "log" / f"test-{name}.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "w", encoding="utf-8", errors="replace") as file:
        code = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
                              stdout=file, stderr=subprocess.STDOUT, check=False).returncode
    text = log.read_text(encoding="utf-8", errors="replace")
    passed, failed = count(text)
    if passed + failed == 0:
        passed, failed = (1, 0) if code == 0 and name in CHECKS else (0, 1)
    if code != 0 and failed == 0:
        failed = 1
    print(f"-- {name}: {passed} passed, {failed} failed ({time.monotonic() - start:.0f} s)", flush=True)
    if failed:
        print(text[-12000:], flush=True)
    return passed, failed


def main(names):
    unknown = [name for name in names if name not in SUITES]
    if unknown:
        sys.exit(f"run.py: no suite {unknown[0]}; there are {', '.join(SUITES)}")
    results = [run(name, SUITES[name]) for name in names or SUITES]
    passed, failed = (sum(column) for column in zip(*results))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
