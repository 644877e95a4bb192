"""The process that counts in a store, and what is left of its store."""
import os
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = Path(os.environ.get("LUAVM_OUT", HERE.parents[1] / "out")).resolve()
COUNTER = OUT / "obj" / "stores" / "counter"
FAULTS = OUT / "obj" / "stores" / "faults.so"
SECONDS = 120
MANY = 1_000_000_000


class Lost(AssertionError):
    """A store has not what it should."""


def build():
    done = subprocess.run(["make", "--no-print-directory", "-s", "-C", HERE, f"OUT={OUT}"],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the tests of stores cannot be built:\n{done.stdout}{done.stderr}")


def start(folder, durable, count=MANY, **faults):
    """The process; what it prints is on its stdout."""
    environment = dict(os.environ)
    if faults:
        environment |= {"LD_PRELOAD": str(FAULTS)} | {f"FAULT_{name.upper()}": str(value) for name, value in faults.items()}
    return subprocess.Popen([COUNTER, folder, "durable" if durable else "normal", str(count)],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)


def run(folder, durable, count, **faults):
    """(what the store had at first, sums acknowledged, errors) of a process that ends by itself."""
    process = start(folder, durable, count, **faults)
    text, problem = process.communicate(timeout=SECONDS)
    if process.returncode != 0:
        raise Lost(f"exit code {process.returncode}: {problem.decode()}{text.decode()}")
    return read(text.decode())


def read(text):
    """The same, of what it printed; the first is None where it did not come so far."""
    found = re.search(r"^start (\d+)\n", text, re.M)
    sums = [int(line) for line in re.findall(r"^(\d+)\n", text, re.M)]
    return (int(found.group(1)) if found else None), sums, re.findall(r"^error: (.*)\n", text, re.M)


def check(folder):
    """Another SQLite finds nothing wrong in the file, and the counter in it."""
    connection = sqlite3.connect(Path(folder) / "n.db")
    try:
        said = connection.execute("PRAGMA integrity_check").fetchall()
        if said != [("ok",)]:
            raise Lost(f"integrity_check: {said}")
        if connection.execute("PRAGMA user_version").fetchone() == (0,):
            return  # killed before it was a store; `has` says whether something was acknowledged all the same
        keys, = connection.execute("SELECT keys FROM stores WHERE name = 'main'").fetchone() or (0,)
        rows, = connection.execute("SELECT count(*) FROM entries").fetchone()
        if keys != rows:
            raise Lost(f"{keys} keys noted, {rows} there")
    finally:
        connection.close()


def has(folder, least, most):
    """The store opens, and its counter is from `least` to `most`."""
    first, _, errors = run(folder, True, 0)
    if errors or first is None or not least <= first <= most:
        raise Lost(f"the counter is {first}, from {least} to {most} expected {errors}")
    return first


def clear(folder):
    shutil.rmtree(folder, ignore_errors=True)
    Path(folder).mkdir(parents=True)
