"""What this process allows all VMs together, and what they take."""

from __future__ import annotations

import os
from ctypes import POINTER, byref, c_uint64, sizeof
from typing import Any, NamedTuple, Optional, Union

from . import _abi
from ._library import lib
from ._memory import text_at
from .errors import check, error_for
from .limits import Amount, amount, count, shown
from .values import show

_CAP_MAX = 65_535  # from the header

_ca_file = b""  # the library does not tell


class Stats(NamedTuple):
    """The process-wide counters."""

    vm_cap: int
    vm_count: int
    """VMs alive now."""
    vm_total: int
    """VMs ever made."""
    eval_total: int
    kill_total: int
    """Evals stopped by a limit or an interrupt."""
    memory_bytes: int
    """Held from the system for VMs, results, tables in memory and the cache."""
    memory_peak_bytes: int
    memory_quota_bytes: Amount
    block_count: int
    """Results and buffers of the library not yet freed; this package keeps none."""
    http_cap: int
    ws_cap: int
    cache_bytes: Amount
    """All that the cache may hold."""
    cache_compress_bytes: Amount
    cache_held_bytes: int
    """Of memory_bytes, what the cache holds."""


def version() -> str:
    """The loaded library's version, for example "0.1.0"."""
    return str(lib.luavm_version(), "ascii")


def stats() -> Stats:
    """Reads the process-wide counters. Any thread, at any time."""
    block = _abi.luavm_statistics(struct_size=sizeof(_abi.luavm_statistics))
    check(lib.luavm_stats(byref(block)))
    read = Stats(*(getattr(block, name) for name in Stats._fields))
    return read._replace(
        memory_quota_bytes=shown(read.memory_quota_bytes),
        cache_bytes=shown(read.cache_bytes),
        cache_compress_bytes=shown(read.cache_compress_bytes),
    )


def configure(
    *,
    vm_cap: Optional[int] = None,
    memory_quota: Optional[Amount] = None,
    http_cap: Optional[int] = None,
    ws_cap: Optional[int] = None,
    cache_bytes: Optional[Amount] = None,
    cache_compress_bytes: Optional[Amount] = None,
    ca_file: Optional[Union[str, "os.PathLike[str]"]] = None,
) -> None:
    """Sets what this process allows all VMs together; what is alive stays.

    vm_cap                VMs alive at once, 1 to 65,535 (at first 1,000)
    memory_quota          bytes for VMs, results, tables in memory and the cache
                          together, or luavm.UNLIMITED (at first)
    http_cap              HTTP requests under way at once, 1 to 65,535 (at first 100)
    ws_cap                WebSocket connections at once, 1 to 65,535 (at first 50)
    cache_bytes           all that the cache holds (at first 100 MiB); what is beyond
                          a smaller number goes at once
    cache_compress_bytes  values from this size on are kept compressed (at first
                          4,096), or luavm.UNLIMITED
    ca_file               PEM file of certificate authorities to trust besides the
                          system's; "" for none (at first)

    None leaves a setting as it is.
    """
    global _ca_file
    now = stats()
    file = _ca_file if ca_file is None else os.fsencode(ca_file)
    config = _abi.luavm_config(
        struct_size=sizeof(_abi.luavm_config),
        vm_cap=now.vm_cap if vm_cap is None else count("vm_cap", vm_cap, _CAP_MAX),
        memory_quota_bytes=amount(
            "memory_quota", now.memory_quota_bytes if memory_quota is None else memory_quota
        ),
        http_cap=now.http_cap if http_cap is None else count("http_cap", http_cap, _CAP_MAX),
        ws_cap=now.ws_cap if ws_cap is None else count("ws_cap", ws_cap, _CAP_MAX),
        cache_bytes=amount("cache_bytes", now.cache_bytes if cache_bytes is None else cache_bytes),
        cache_compress_bytes=amount(
            "cache_compress_bytes",
            now.cache_compress_bytes if cache_compress_bytes is None else cache_compress_bytes,
        ),
        ca_file=file,
        ca_file_length=len(file),
    )
    error = POINTER(_abi.luavm_buffer)()
    status = lib.luavm_configure(byref(config), byref(error))
    if status != _abi.LUAVM_OK:
        raise take_error(status, error)
    _ca_file = file


def fail_allocations(nth: Optional[Amount] = None, *, onward: bool = False) -> int:
    """For tests: makes request number nth for memory, from 1, fail in the library.

    Counts the calling thread's requests alone, from this call on. UNLIMITED counts
    and fails none; None switches both off. onward: all later ones fail as well.
    Returns how many requests there were since the call before.
    """
    requests = c_uint64()
    flags = _abi.LUAVM_FAIL_ONWARD if onward else 0
    check(lib.luavm_fail_allocations(amount("nth", nth), flags, byref(requests)))
    return requests.value


def take_error(status: int, error: Any) -> Exception:
    """The exception for a status and its message, which is freed."""
    message = show(text_at(error.contents)) if error else ""
    lib.luavm_buffer_free(error)
    return error_for(status, message)
