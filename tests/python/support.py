"""What the tests share."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import luavm

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
HEADER = ROOT / "bindings" / "c" / "luavm.h"
PATIENCE = 60  # seconds until a test that hangs is called failed

ENDLESS = "local mark = ('x'):rep(1 << 20) while true do end"
MARK = 1 << 20  # bytes that ENDLESS has taken once it runs


def outcome(function, *arguments, **options):
    """What a call returned, or the exception that it raised."""
    try:
        return function(*arguments, **options)
    except luavm.LuaVmError as error:
        return error


def evaluate(source):
    """What a VM of its own makes of a source: work for another process."""
    with luavm.VM(timeout=PATIENCE) as vm:
        return vm.eval(source)


def await_running(vm):
    """Returns once ENDLESS runs in the VM."""
    tick = threading.Event()
    for _ in range(PATIENCE * 1000):
        if vm.memory().used_bytes >= MARK:
            return
        tick.wait(0.001)
    raise AssertionError("the script never started")


class Endless(threading.Thread):
    """An endless script in a VM on another thread; the body of the `with` runs
    while it does. Afterwards `outcome` is what the eval gave."""

    def __init__(self, vm, call=None):
        super().__init__()
        self.vm = vm
        self.call = call or vm.eval
        self.outcome = None

    def run(self):
        self.outcome = outcome(self.call, ENDLESS, timeout=PATIENCE)

    def __enter__(self):
        self.start()
        await_running(self.vm)
        return self

    def __exit__(self, kind, error, traceback):
        if not self.vm.closed:
            self.vm.interrupt()
        self.join()


def python(script, *options, **environment):
    """Runs a Python program to its end: (exit code, stdout, stderr)."""
    path = os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, *options, "-c", script],
        env={**os.environ, "PYTHONPATH": path, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return done.returncode, done.stdout, done.stderr
