"""bindings/c/luavm.h in ctypes, name for name; the header says what each means.

tests/python/test_abi.py compares this file with what the C compiler makes of
the header: every constant, every field's place and kind, every prototype.
"""

from __future__ import annotations

from ctypes import (
    POINTER,
    Structure,
    Union,
    c_char_p,
    c_double,
    c_int32,
    c_int64,
    c_size_t,
    c_uint32,
    c_uint64,
    c_void_p,
)
from typing import Any, Dict, Tuple, Type

LUAVM_VERSION = "0.1.0"
LUAVM_ABI_VERSION = 1
LUAVM_UNLIMITED = 2**64 - 1

LUAVM_OK = 0
LUAVM_RUNTIME = 1
LUAVM_ARGUMENT = 2
LUAVM_SYNTAX = 3
LUAVM_MEMORY = 4
LUAVM_TIMEOUT = 5
LUAVM_FUEL = 6
LUAVM_SANDBOX = 7
LUAVM_OUTPUT = 8
LUAVM_CANCELLED = 9
LUAVM_INTERNAL = 10
LUAVM_HANDLE = 11
LUAVM_BUSY = 12
LUAVM_QUOTA = 13
LUAVM_CLOSED = 14
LUAVM_FORKED = 15
LUAVM_NETWORK = 16
LUAVM_UNSUPPORTED = 17

LUAVM_FAIL_ONWARD = 1

LUAVM_PROFILE_DEFAULT = 0
LUAVM_PROFILE_LOCKED = 1
LUAVM_PROFILE_STANDARD = 2
LUAVM_PROFILE_REDIS = 3
LUAVM_PROFILE_TRUSTED = 4

LUAVM_PRESET_DEFAULT = 0
LUAVM_PRESET_EMBEDDED = 1
LUAVM_PRESET_PRODUCTION = 2
LUAVM_PRESET_DEVELOPMENT = 3

LUAVM_VM_MEMORY_CATCHABLE = 1
LUAVM_MEMORY_MIN = 65536

LUAVM_GC_COLLECT = 0
LUAVM_GC_STEP = 1
LUAVM_GC_STOP = 2
LUAVM_GC_RESTART = 3
LUAVM_GC_INCREMENTAL = 4
LUAVM_GC_GENERATIONAL = 5

LUAVM_NIL = 0
LUAVM_BOOLEAN = 1
LUAVM_INTEGER = 2
LUAVM_NUMBER = 3
LUAVM_BYTES = 4
LUAVM_TABLE = 5
LUAVM_FUNCTION = 6
LUAVM_COROUTINE = 7
LUAVM_USERDATA = 8

LUAVM_EVAL_KEEP_ENVIRONMENT = 1
LUAVM_SOURCE_MAX = 268435456

luavm_status = c_int32
luavm_vm = c_uint64


class luavm_bytes(Structure):
    data: Any
    length: int
    _fields_ = [("data", c_void_p), ("length", c_size_t)]


class luavm_buffer(Structure):
    data: Any
    length: int
    _fields_ = [("data", c_void_p), ("length", c_size_t)]


class luavm_config(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("vm_cap", c_uint32),
        ("reserved", c_uint32),
        ("memory_quota_bytes", c_uint64),
    ]


class luavm_statistics(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("vm_cap", c_uint32),
        ("vm_count", c_uint64),
        ("vm_total", c_uint64),
        ("eval_total", c_uint64),
        ("kill_total", c_uint64),
        ("memory_bytes", c_uint64),
        ("memory_peak_bytes", c_uint64),
        ("memory_quota_bytes", c_uint64),
        ("block_count", c_uint64),
    ]


class luavm_vm_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("profile", c_uint32),
        ("preset", c_uint32),
        ("memory_bytes", c_uint64),
        ("memory_soft_bytes", c_uint64),
        ("fuel", c_uint64),
        ("wall_ms", c_uint64),
        ("output_bytes", c_uint64),
        ("result_bytes", c_uint64),
    ]


class luavm_memory(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("reserved", c_uint32),
        ("used_bytes", c_uint64),
        ("peak_bytes", c_uint64),
        ("limit_bytes", c_uint64),
        ("soft_bytes", c_uint64),
        ("system_bytes", c_uint64),
        ("gc_count", c_uint64),
        ("refused_count", c_uint64),
    ]


class luavm_value_as(Union):
    """The union inside luavm_value; pointers as plain addresses."""

    _fields_ = [
        ("integer", c_int64),
        ("number", c_double),
        ("boolean", c_int64),
        ("bytes", c_void_p),
        ("table", c_void_p),
        ("opaque", c_uint64),
    ]


class luavm_value(Structure):
    _fields_ = [("type", c_int32), ("reserved", c_uint32), ("as", luavm_value_as)]


class luavm_pair(Structure):
    _fields_ = [("key", luavm_value), ("value", luavm_value)]


class luavm_table(Structure):
    _fields_ = [
        ("id", c_uint64),
        ("item_count", c_size_t),
        ("items", c_void_p),
        ("pair_count", c_size_t),
        ("pairs", c_void_p),
    ]


class luavm_usage(Structure):
    _fields_ = [
        ("fuel", c_uint64),
        ("wall_ns", c_uint64),
        ("cpu_ns", c_uint64),
        ("memory_bytes", c_uint64),
        ("memory_peak_bytes", c_uint64),
        ("gc_count", c_uint64),
    ]


class luavm_result(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("status", luavm_status),
        ("message", luavm_bytes),
        ("traceback", luavm_bytes),
        ("source", luavm_bytes),
        ("line", c_int64),
        ("output", luavm_bytes),
        ("value_count", c_size_t),
        ("values", c_void_p),
        ("usage", luavm_usage),
    ]


class luavm_eval_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("chunk_name", c_char_p),
        ("chunk_name_length", c_size_t),
        ("fuel", c_uint64),
        ("wall_ms", c_uint64),
        ("output_bytes", c_uint64),
        ("result_bytes", c_uint64),
    ]


STRUCTS: Tuple[Type[Structure], ...] = (
    luavm_bytes,
    luavm_buffer,
    luavm_config,
    luavm_statistics,
    luavm_vm_options,
    luavm_memory,
    luavm_value,
    luavm_pair,
    luavm_table,
    luavm_usage,
    luavm_result,
    luavm_eval_options,
)

# name -> (what it returns, what it takes)
PROTOTYPES: Dict[str, Tuple[Any, Tuple[Any, ...]]] = {
    "luavm_version": (c_char_p, ()),
    "luavm_abi_version": (c_uint32, ()),
    "luavm_status_name": (c_char_p, (luavm_status,)),
    "luavm_buffer_free": (luavm_status, (POINTER(luavm_buffer),)),
    "luavm_configure": (luavm_status, (POINTER(luavm_config), POINTER(POINTER(luavm_buffer)))),
    "luavm_stats": (luavm_status, (POINTER(luavm_statistics),)),
    "luavm_fail_allocations": (luavm_status, (c_uint64, c_uint32, POINTER(c_uint64))),
    "vm_new": (
        luavm_status,
        (POINTER(luavm_vm_options), POINTER(luavm_vm), POINTER(POINTER(luavm_buffer))),
    ),
    "vm_free": (luavm_status, (luavm_vm,)),
    "vm_reset": (luavm_status, (luavm_vm,)),
    "vm_interrupt": (luavm_status, (luavm_vm,)),
    "vm_mem_usage": (luavm_status, (luavm_vm, POINTER(luavm_memory))),
    "vm_gc": (luavm_status, (luavm_vm, c_uint32, c_int64, POINTER(c_int64))),
    "vm_result_free": (luavm_status, (POINTER(luavm_result),)),
    "vm_eval": (
        luavm_status,
        (
            luavm_vm,
            c_char_p,
            c_size_t,
            POINTER(luavm_eval_options),
            POINTER(POINTER(luavm_result)),
        ),
    ),
}

STATUS_NAMES: Dict[int, str] = {
    LUAVM_OK: "ok",
    LUAVM_RUNTIME: "runtime",
    LUAVM_ARGUMENT: "argument",
    LUAVM_SYNTAX: "syntax",
    LUAVM_MEMORY: "memory",
    LUAVM_TIMEOUT: "timeout",
    LUAVM_FUEL: "fuel",
    LUAVM_SANDBOX: "sandbox",
    LUAVM_OUTPUT: "output",
    LUAVM_CANCELLED: "cancelled",
    LUAVM_INTERNAL: "internal",
    LUAVM_HANDLE: "handle",
    LUAVM_BUSY: "busy",
    LUAVM_QUOTA: "quota",
    LUAVM_CLOSED: "closed",
    LUAVM_FORKED: "forked",
    LUAVM_NETWORK: "network",
    LUAVM_UNSUPPORTED: "unsupported",
}
