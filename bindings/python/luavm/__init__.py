"""Run untrusted Lua 5.4 inside a Python program.

    import luavm

    with luavm.VM(memory_limit=8 << 20, timeout=0.5) as vm:
        vm.eval("return 1 + 1")                     # 2
        vm.run("print('hello')").output             # 'hello\\n'
        vm.eval("while true do end")                # raises luavm.TimeoutError
"""

from ._abi_constants import LUAVM_VERSION as __version__
from . import http, quota
from .cache import Cache, CacheStats, cache_stats
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
from .exposure import exposed
from .gc import GC, Memory
from .globals import Globals
from .limits import UNLIMITED
from .pending import Pending
from .policy import Policy, policy_show
from .process import Stats, configure, fail_allocations, stats, version
from .quota import QuotaUsage
from .references import Function, Opaque, Reference
from .result import Result, Usage
from .run import Run
from .store import Store, StoreStats
from .table import Table
from .template import Template
from .values import Value
from .vm import VM
from .websocket import WebSocket

__all__ = [
    "GC",
    "UNLIMITED",
    "VM",
    "ArgumentError",
    "BusyError",
    "Cache",
    "CacheStats",
    "CancelledError",
    "ClosedError",
    "ConversionError",
    "ForkedError",
    "FuelError",
    "Function",
    "Globals",
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
    "Pending",
    "Policy",
    "QuotaError",
    "QuotaUsage",
    "Reference",
    "Result",
    "Run",
    "SandboxError",
    "Stats",
    "Store",
    "StoreStats",
    "Table",
    "Template",
    "TimeoutError",
    "UnsupportedError",
    "Usage",
    "Value",
    "WebSocket",
    "cache_stats",
    "configure",
    "exposed",
    "fail_allocations",
    "http",
    "policy_show",
    "quota",
    "stats",
    "version",
]
