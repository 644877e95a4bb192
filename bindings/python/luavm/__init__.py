"""Run untrusted Lua 5.4 inside a Python program.

    import luavm

    with luavm.VM(memory_limit=8 << 20, timeout=0.5) as vm:
        vm.eval("return 1 + 1")                     # 2
        vm.run("print('hello')").output             # 'hello\\n'
        vm.eval("while true do end")                # raises luavm.TimeoutError
"""

from ._abi_constants import LUAVM_VERSION as __version__
from .errors import (
    ArgumentError,
    BusyError,
    CancelledError,
    ClosedError,
    ConversionError,
    ForkedError,
    FuelError,
    HandleError,
    InternalError,
    LuaRuntimeError,
    LuaSyntaxError,
    LuaVmError,
    MemoryLimitError,
    NetworkError,
    OutputLimitError,
    QuotaError,
    SandboxError,
    TimeoutError,
    UnsupportedError,
)
from .gc import GC, Memory
from .limits import UNLIMITED
from .process import Stats, configure, fail_allocations, stats, version
from .result import Result, Usage
from .values import Opaque, Value
from .vm import VM

__all__ = [
    "GC",
    "UNLIMITED",
    "VM",
    "ArgumentError",
    "BusyError",
    "CancelledError",
    "ClosedError",
    "ConversionError",
    "ForkedError",
    "FuelError",
    "HandleError",
    "InternalError",
    "LuaRuntimeError",
    "LuaSyntaxError",
    "LuaVmError",
    "Memory",
    "MemoryLimitError",
    "NetworkError",
    "Opaque",
    "OutputLimitError",
    "QuotaError",
    "Result",
    "SandboxError",
    "Stats",
    "TimeoutError",
    "UnsupportedError",
    "Usage",
    "Value",
    "configure",
    "fail_allocations",
    "stats",
    "version",
]
