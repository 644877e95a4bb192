"""One exception for each way a call can fail."""

from __future__ import annotations

import builtins
import pickle
from typing import Any, Dict, Optional, Tuple, Type

from . import _abi


class LuaVmError(Exception):
    """The base of all of this package's exceptions.

    message    what happened, which limit and its value, what to do
    status     the library's word for it: "runtime", "memory", "timeout", ...
    traceback  Lua frames, innermost first, one per line; "" when there are none
    source     chunk name of the failing line, or ""
    line       the failing line, from 1; None when not known
    output     what print had written; bytes that are not UTF-8 as \\xNN
    usage      a luavm.Usage: what was spent; None when no script ran
    value      the error value itself, whatever the script raised; else None
    """

    status: str = "internal"

    def __init__(
        self,
        message: str = "",
        *,
        traceback: str = "",
        source: str = "",
        line: Optional[int] = None,
        output: str = "",
        usage: Any = None,
        value: Any = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.traceback = traceback
        self.source = source
        self.line = line
        self.output = output
        self.usage = usage
        self.value = value
        if traceback and hasattr(self, "add_note"):  # Python 3.11: shown where nothing catches it
            self.add_note("Lua frames, innermost first:\n  " + traceback.strip().replace("\n", "\n  "))

    def __reduce__(self) -> Tuple[Any, ...]:
        state = dict(self.__dict__)
        try:
            pickle.dumps(state["value"])
        except Exception:  # a function, say, which lives in its VM
            state["value"] = None
        return type(self), self.args, state


class LuaSyntaxError(LuaVmError):
    """The source is not a Lua program."""

    status = "syntax"


class LuaRuntimeError(LuaVmError):
    """The script raised an error."""

    status = "runtime"


class MemoryLimitError(LuaVmError):
    """The VM's memory limit is reached."""

    status = "memory"


class TimeoutError(LuaVmError, builtins.TimeoutError):
    """The wall-time limit is reached."""

    status = "timeout"


class FuelError(LuaVmError):
    """The fuel is spent."""

    status = "fuel"


class SandboxError(LuaVmError):
    """The script tried something its profile forbids."""

    status = "sandbox"


class OutputLimitError(LuaVmError):
    """Printed output or the result is over its limit."""

    status = "output"


class CancelledError(LuaVmError):
    """VM.interrupt stopped the script."""

    status = "cancelled"


class QuotaError(LuaVmError):
    """A cap on all VMs of this process together is reached."""

    status = "quota"


class ClosedError(LuaVmError):
    """The VM is closed, or was closed while the call ran."""

    status = "closed"


class BusyError(LuaVmError):
    """Another thread is using this VM."""

    status = "busy"


class ArgumentError(LuaVmError, ValueError):
    """An argument is invalid."""

    status = "argument"


class HandleError(LuaVmError):
    """The library knows no such VM."""

    status = "handle"


class ForkedError(LuaVmError):
    """Used in a child process made with fork()."""

    status = "forked"


class NetworkError(LuaVmError):
    """A network service failed."""

    status = "network"


class UnsupportedError(LuaVmError):
    """Not possible here."""

    status = "unsupported"


class InternalError(LuaVmError):
    """A defect of the library; the VM is unusable."""

    status = "internal"


class ConversionError(LuaVmError):
    """The script ended well, but Python has no form for what it returned."""

    status = "conversion"


_CLASSES: Dict[str, Type[LuaVmError]] = {
    c.status: c for c in LuaVmError.__subclasses__() if c is not ConversionError
}

for _class in (LuaVmError, *LuaVmError.__subclasses__()):
    _class.__module__ = "luavm"  # the name that programs use, in tracebacks too

# For the calls whose answer is a status alone.
_MESSAGES = {
    _abi.LUAVM_ARGUMENT: "an argument is invalid",
    _abi.LUAVM_MEMORY: "the system has no memory left",
    _abi.LUAVM_HANDLE: "the library knows no such VM",
    _abi.LUAVM_BUSY: "another thread is using this VM: use one VM per thread, or a lock",
    _abi.LUAVM_QUOTA: "the memory quota of this process is reached",
    _abi.LUAVM_CLOSED: "this VM is closed",
    _abi.LUAVM_FORKED: "luavm cannot be used in a child process made with fork(): "
    "use the 'spawn' start method",
}


def error_for(status: int, message: str = "", **details: Any) -> LuaVmError:
    """The exception for a status that is not LUAVM_OK."""
    name = _abi.STATUS_NAMES.get(status, "")
    text = message or _MESSAGES.get(status) or f"the library answered {name or status}"
    return _CLASSES.get(name, InternalError)(text, **details)


def check(status: int) -> None:
    """Raises for a status that is not LUAVM_OK."""
    if status != _abi.LUAVM_OK:
        raise error_for(status)
