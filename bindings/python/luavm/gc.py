"""A VM's memory counters and its garbage collector."""

from __future__ import annotations

from ctypes import byref, c_int64
from typing import TYPE_CHECKING, NamedTuple

from . import _abi
from ._library import lib
from .errors import ArgumentError
from .limits import Amount, choice

if TYPE_CHECKING:
    from .vm import VM

_MODES = {
    "incremental": _abi.LUAVM_GC_INCREMENTAL,
    "generational": _abi.LUAVM_GC_GENERATIONAL,
}
_STEP_MAX = 1 << 20  # KiB, from the header


class Memory(NamedTuple):
    """A VM's memory counters; a moment's figures while it runs."""

    used_bytes: int
    """Counted against the limit now."""
    peak_bytes: int
    """Highest used_bytes since the VM was made or reset."""
    limit_bytes: Amount
    soft_bytes: Amount
    system_bytes: int
    """Taken from the system, free lists included."""
    gc_count: int
    """Collection cycles since the VM was made or reset."""
    refused_count: int
    """Requests refused because of the limit."""


class GC:
    """A VM's garbage collector: VM.gc. Every method may raise BusyError and
    ClosedError."""

    __slots__ = ("_vm",)

    def __init__(self, vm: VM) -> None:
        self._vm = vm

    def collect(self) -> int:
        """Runs one full cycle; the bytes it freed."""
        return self._run(_abi.LUAVM_GC_COLLECT)

    def step(self, kib: int = 0) -> bool:
        """Runs a step of `kib` KiB, 0 for one basic step; whether it ended a cycle."""
        if isinstance(kib, bool) or not isinstance(kib, int):
            raise TypeError(f"kib must be an integer, not {type(kib).__name__}")
        if not 0 <= kib <= _STEP_MAX:
            raise ArgumentError(f"kib must be from 0 to {_STEP_MAX:,}, not {kib!r}")
        return bool(self._run(_abi.LUAVM_GC_STEP, kib))

    def stop(self) -> None:
        """Stops the collector until restart; the memory limit still collects."""
        self._run(_abi.LUAVM_GC_STOP)

    def restart(self) -> None:
        """Ends what stop began."""
        self._run(_abi.LUAVM_GC_RESTART)

    def mode(self, mode: str) -> str:
        """Sets "incremental" or "generational"; the mode before."""
        before = self._run(choice("mode", mode, _MODES))
        return next(name for name, number in _MODES.items() if number == before)

    def _run(self, operation: int, argument: int = 0) -> int:
        result = c_int64()
        space = self._vm._space
        space.check(lib.vm_gc(space.handle, operation, argument, byref(result)))
        return result.value
