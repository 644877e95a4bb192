"""The cache of this process."""

from __future__ import annotations

from ctypes import byref, sizeof
from typing import Any, NamedTuple, Optional, Union

from . import _abi
from ._library import lib, native
from ._owned import no_error
from ._plain import ask, encoded, lifetime
from .errors import ArgumentError, check
from .limits import Amount, amount
from .options import encode
from .process import take_error


class CacheStats(NamedTuple):
    """The counters of the cache, or of a tenant."""

    entry_count: int
    byte_count: int
    """Of keys, values as they are kept, and what each entry costs."""
    capacity_bytes: int
    """Of the cache, or the tenant's share."""
    hit_count: int
    miss_count: int
    eviction_count: int


class Cache:
    """What one tenant sees of the process's cache: in memory, bounded in bytes
    (luavm.configure); what was not used for longest goes first. Scripts reach the same
    entries where their policy names the tenant.

    tenant  its name, at most 256 bytes
    """

    __slots__ = ("tenant", "_tenant")

    def __init__(self, tenant: Union[str, bytes] = "") -> None:
        self.tenant = tenant
        self._tenant = encode("tenant", tenant)

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
        if status != _abi.LUAVM_OK:
            raise take_error(status, error)

    def delete(self, key: Union[str, bytes]) -> None:
        """Deletes a key, if it is there."""
        name = _key(key)
        check(lib.cache_delete(self._tenant, len(self._tenant), name, len(name)))

    def clear(self) -> None:
        """Deletes all keys of the tenant."""
        check(lib.cache_delete(self._tenant, len(self._tenant), b"", 0))

    def share(self, limit: Optional[Amount]) -> None:
        """Gives the tenant a share of the cache, in bytes; None or UNLIMITED: all of it."""
        error = no_error()
        status = lib.cache_share(
            self._tenant, len(self._tenant), amount("limit", limit), byref(error)
        )
        if status != _abi.LUAVM_OK:
            raise take_error(status, error)

    def stats(self) -> CacheStats:
        """The tenant's counters."""
        return _stats(self._tenant)

    def __repr__(self) -> str:
        return f"luavm.Cache({self.tenant!r})"


def cache_stats() -> CacheStats:
    """The counters of the whole cache."""
    return _stats(None)


def _stats(tenant: Optional[bytes]) -> CacheStats:
    block = _abi.luavm_cache_statistics(struct_size=sizeof(_abi.luavm_cache_statistics))
    check(lib.cache_stats(tenant, len(tenant or b""), byref(block)))
    return CacheStats(*(getattr(block, field) for field in CacheStats._fields))


def _key(key: Union[str, bytes]) -> bytes:
    name = encode("key", key)
    if not name:  # to the library, "all of them"
        raise ArgumentError("a key of the cache has from 1 to 1,024 bytes")
    return name
