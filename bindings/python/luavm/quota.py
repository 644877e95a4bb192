"""Quota groups: limits that many VMs share.

    luavm.quota.set("tenants/ada", vm_cap=10, memory_limit=64 << 20)
    luavm.VM(group="tenants/ada")

"tenants/ada" lies in "tenants", and both in the process. What a VM takes from the
system, and what services hold for it, is charged to its group and to all above.
"""

from __future__ import annotations

from ctypes import byref, sizeof
from typing import NamedTuple, Optional

from . import _abi
from ._library import lib
from ._owned import no_error
from .errors import ArgumentError, BusyError, check
from .limits import UNLIMITED, Amount, amount, count, shown
from .options import encode
from .process import take_error

_VM_CAP_MAX = 2**32 - 1  # uint32_t

__all__ = ["QuotaUsage", "read", "remove", "set"]


class QuotaUsage(NamedTuple):
    """The counters of a group."""

    vm_cap: Amount
    vm_count: int
    """VMs alive in it and below."""
    memory_bytes: int
    """Held now, by it and below."""
    memory_peak_bytes: int
    memory_limit_bytes: Amount
    memory_soft_bytes: Amount
    refused_count: int
    """VMs not admitted, and requests for memory refused."""


def set(
    group: str,
    *,
    vm_cap: Optional[Amount] = None,
    memory_limit: Optional[Amount] = None,
    memory_soft_limit: Optional[Amount] = None,
) -> None:
    """Makes a group, or changes what it allows; nothing alive is taken away.

    group              parts of letters, digits, "-", "_" and ".", with "/" between
    vm_cap             VMs alive in it and below; None: no cap
    memory_limit       bytes for all of them; None: no limit
    memory_soft_limit  bytes from which their collectors work harder; None: 3/4 of it
    """
    name = encode("group", group)
    capped = vm_cap is not None and vm_cap != UNLIMITED
    quota = _abi.luavm_quota(
        struct_size=sizeof(_abi.luavm_quota),
        vm_cap=count("vm_cap", vm_cap or 0, _VM_CAP_MAX) if capped else 0,
        memory_bytes=amount("memory_limit", memory_limit),
        memory_soft_bytes=amount("memory_soft_limit", memory_soft_limit),
    )
    error = no_error()
    status = lib.quota_set(name, len(name), byref(quota), byref(error))
    if status != _abi.LUAVM_OK:
        raise take_error(status, error)


def read(group: str = "") -> QuotaUsage:
    """Reads a group's counters; "" is the process."""
    name = encode("group", group)
    block = _abi.luavm_quota_usage(struct_size=sizeof(_abi.luavm_quota_usage))
    status = lib.quota_read(name, len(name), byref(block))
    if status == _abi.LUAVM_ARGUMENT:
        raise ArgumentError(f"there is no quota group {group!r}")
    check(status)
    usage = QuotaUsage(*(getattr(block, field) for field in QuotaUsage._fields))
    return usage._replace(
        vm_cap=usage.vm_cap or UNLIMITED,
        memory_limit_bytes=shown(usage.memory_limit_bytes),
        memory_soft_bytes=shown(usage.memory_soft_bytes),
    )


def remove(group: str) -> None:
    """Forgets a group that no VM and no group below it needs; BusyError where one
    does. What the cache keeps for it goes."""
    name = encode("group", group)
    status = lib.quota_remove(name, len(name))
    if status == _abi.LUAVM_ARGUMENT:
        raise ArgumentError(f"there is no quota group {group!r}")
    if status == _abi.LUAVM_BUSY:
        raise BusyError(f"the quota group {group!r} has VMs, or groups below it")
    check(status)
