"""The cache of this process."""

from __future__ import annotations

from ctypes import byref, c_int32, sizeof
from typing import Any, NamedTuple, Optional, Union

from . import _abi
from ._library import lib, native
from ._owned import no_error
from ._plain import ask, encoded, lifetime
from .errors import ArgumentError, check
from .limits import Amount, amount, shown
from .options import encode
from .process import take_error


class CacheStats(NamedTuple):
    """The counters of the cache, or of a tenant."""

    entry_count: int
    byte_count: int
    """Of keys, values as they are kept, and what each entry costs."""
    capacity_bytes: Amount
    """Of the cache, or the tenant's share."""
    hit_count: int
    miss_count: int
    eviction_count: int
    """Values that had to go to make room."""


class Cache:
    """What one tenant has in the process's cache: in memory, bounded in bytes
    (luavm.configure); what was not used for longest goes first. Scripts have the same
    keys where their policy names the tenant.

    tenant  its name, from 1 to 256 bytes
    """

    __slots__ = ("tenant", "_tenant")

    def __init__(self, tenant: Union[str, bytes]) -> None:
        self.tenant = tenant
        self._tenant = _name("tenant", tenant, 256)

    def get(self, key: Union[str, bytes], default: Any = None) -> Any:
        """The value of a key."""
        name = _key(key)
        found = ask(native.cache_get, self._tenant, len(self._tenant), name, len(name))
        return default if found is None else found

    def put(self, key: Union[str, bytes], value: Any, ttl: Optional[float] = None) -> None:
        """Puts plain data, in place of what is there; None deletes. ttl: seconds until it
        goes; None: until room is needed. Raises QuotaError for what is larger than the
        cache or the tenant's share."""
        name = _key(key)
        words = encoded(value)
        error = no_error()
        status = native.cache_put(
            self._tenant,
            len(self._tenant),
            name,
            len(name),
            words.address,
            lifetime(ttl),
            byref(error),
        )
        _check(status, error)

    def delete(self, key: Union[str, bytes]) -> bool:
        """Deletes a key. Whether it was there."""
        name = _key(key)
        existed = c_int32()
        error = no_error()
        status = lib.cache_delete(
            self._tenant, len(self._tenant), name, len(name), byref(existed), byref(error)
        )
        _check(status, error)
        return existed.value != 0

    def clear(self) -> None:
        """Deletes all keys of the tenant."""
        error = no_error()
        _check(lib.cache_clear(self._tenant, len(self._tenant), byref(error)), error)

    def share(self, limit: Optional[Amount]) -> None:
        """Gives the tenant a share of the cache, in bytes; None or UNLIMITED: all of it.
        What it has beyond that goes."""
        error = no_error()
        size = amount("limit", limit)
        _check(lib.cache_share(self._tenant, len(self._tenant), size, byref(error)), error)

    def stats(self) -> CacheStats:
        """The tenant's counters."""
        return _stats(self._tenant)

    def __repr__(self) -> str:
        return f"luavm.Cache({self.tenant!r})"


def cache_stats() -> CacheStats:
    """The counters of the whole cache."""
    return _stats(b"")


def _stats(tenant: bytes) -> CacheStats:
    block = _abi.luavm_cache_statistics(struct_size=sizeof(_abi.luavm_cache_statistics))
    check(lib.cache_stats(tenant, len(tenant), byref(block)))
    read = CacheStats(*(getattr(block, field) for field in CacheStats._fields))
    return read._replace(capacity_bytes=shown(read.capacity_bytes))


def _check(status: int, error: Any) -> None:
    if status != _abi.LUAVM_OK:
        raise take_error(status, error)


def _key(key: Union[str, bytes]) -> bytes:
    return _name("key", key, 1024)


def _name(what: str, text: Union[str, bytes], most: int) -> bytes:
    name = encode(what, text)
    if not 1 <= len(name) <= most:
        raise ArgumentError(f"{what} must have from 1 to {most:,} bytes, not {len(name):,}")
    return name
