"""Tables whose entries lie outside of VMs and outlive them."""

from __future__ import annotations

from ctypes import addressof, byref, c_int32, c_uint64, memmove, sizeof
from typing import Any, Callable, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Tuple, Union

from . import _abi, _backend
from ._library import lib, native
from ._memory import text_at
from ._owned import Owned, no_error
from ._plain import Entry, ask, encoded, lifetime
from .limits import Amount, amount, count, milliseconds, shown
from .options import encode
from .process import take_error

_LIST_MAX = 100_000
_PAGE = 1_000
_PAIR = _abi.luavm_store_entry.ttl_ms.offset  # bytes of a key and its value


class StoreStats(NamedTuple):
    """The counters of a store."""

    key_count: int
    byte_count: int
    """Of keys and values, encoded."""
    key_cap: Amount
    byte_cap: Amount


class Store(Owned):
    """A persistent table. Scripts reach it where their policy was given it:
    policy.store("visits", store).

    url          "memory:"; "sqlite:PATH"; "redis://[user:password@]host[:port][/database]",
                 "rediss://..."
    table        one of the tables that a file or server holds; "main"
    read_only    nothing is written; a file that is not there is an error
    durable      an acknowledged write survives a loss of power
    key_cap      most keys; 1,000,000
    byte_cap     most bytes of keys and values, encoded; 1 GiB
    value_limit  longest value, encoded; 1 MiB
    timeout      seconds for a lock or an answer; 5
    group        the quota group charged for what the store holds in memory

    Keys are strings, numbers and booleans; values also lists and dicts of them. None
    deletes.
    """

    __slots__ = ("_host",)

    _what = "store"
    _host: Optional[_backend.Backend]

    def __init__(
        self,
        url: str = "memory:",
        *,
        table: str = "",
        read_only: bool = False,
        durable: bool = False,
        key_cap: Optional[Amount] = None,
        byte_cap: Optional[Amount] = None,
        value_limit: Optional[int] = None,
        timeout: Optional[float] = None,
        group: Union[str, bytes] = b"",
    ) -> None:
        self._host = None
        self._open(
            _options(url, table, read_only, durable, key_cap, byte_cap, value_limit, timeout, group)
        )

    @classmethod
    def from_callbacks(
        cls,
        *,
        get: Callable[[bytes], _backend.Found],
        set: Callable[[bytes, bytes, Optional[float]], Any],
        remove: Callable[[bytes], Any],
        size: Callable[[], Tuple[int, int]],
        next: Callable[[bytes], Optional[bytes]],
        close: Optional[Callable[[], Any]] = None,
        table: str = "",
        read_only: bool = False,
        key_cap: Optional[Amount] = None,
        byte_cap: Optional[Amount] = None,
        value_limit: Optional[int] = None,
        timeout: Optional[float] = None,
        group: Union[str, bytes] = b"",
    ) -> "Store":
        """A store that this program keeps: bytes for bytes, one call at a time, from any
        thread. What a callback raises comes out of what used the store; nothing must
        have been written then.

        get     key: the value; (value, expires); None, there is none
        set     key, value, expires: the time.time() at which the entry is gone, or None
        remove  key, which need not be there
        size    the number of keys, and the bytes of keys and values
        next    the first key behind this one, in the order of bytes, or None; b"" is
                in front of all
        close   called once, behind all other calls
        """
        store = cls.__new__(cls)
        callbacks = _backend.Callbacks(get, set, remove, size, next, close)
        options = _options(
            "", table, read_only, False, key_cap, byte_cap, value_limit, timeout, group
        )
        store._host, struct = _backend.register(callbacks)
        options.backend = addressof(struct)
        try:
            store._open(options)
        except BaseException:
            _backend.forget(struct)
            raise
        return store

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of a key."""
        found = self._ask(native.store_get, encoded(key))
        return default if found is None else found

    def put(self, key: Any, value: Any, ttl: Optional[float] = None) -> None:
        """Puts plain data, in place of what is there; None deletes. ttl: seconds until it
        goes; None: it stays."""
        self._put([(key, value)], ttl)

    def update(
        self, entries: Union[Mapping[Any, Any], Iterable[Entry]], ttl: Optional[float] = None
    ) -> None:
        """Puts all entries, in order, or none of them."""
        pairs = entries.items() if isinstance(entries, Mapping) else entries
        self._put(list(pairs), ttl)

    def delete(self, key: Any) -> bool:
        """Deletes a key; whether it was there."""
        words = encoded(key)
        existed = c_int32()
        error = no_error()
        self._checked(
            native.store_delete(self._live(), words.address, byref(existed), byref(error)), error
        )
        return bool(existed.value)

    def list(self, after: Any = None, limit: int = _PAGE) -> List[Entry]:
        """Entries in the order of their keys, behind `after` if that is not None: at most
        so many, fewer where they are large, none at the end."""
        most = count("limit", limit, _LIST_MAX)
        words = None if after is None else encoded(after)
        found = self._ask(native.store_list, words, most)
        return [(key, value) for key, value in found or ()]

    def items(self) -> Iterator[Entry]:
        """All entries in the order of their keys: booleans, numbers, strings. A key that
        is there all the time comes once."""
        page = self.list()
        while page:
            yield from page
            page = self.list(page[-1][0])

    def keys(self) -> Iterator[Any]:
        return (key for key, _ in self.items())

    def values(self) -> Iterator[Any]:
        return (value for _, value in self.items())

    def export(self) -> bytes:
        """All entries as one document of JSON Lines, of one moment where the store can."""
        document, error = no_error(), no_error()
        self._checked(native.store_export(self._live(), byref(document), byref(error)), error)
        try:
            return text_at(document.contents)
        finally:
            lib.luavm_buffer_free(document)

    def import_(self, document: Union[str, bytes]) -> int:
        """Writes what export has written, all or nothing, over what is there; how many
        entries it has. Raises LuaSyntaxError with the line for what is no document."""
        text = encode("document", document)
        entries = c_uint64()
        error = no_error()
        status = native.store_import(
            self._live(), text, len(text), byref(entries), byref(error)
        )
        self._checked(status, error)
        return entries.value

    def stats(self) -> StoreStats:
        """The store's counters."""
        block = _abi.luavm_store_statistics(struct_size=sizeof(_abi.luavm_store_statistics))
        error = no_error()
        self._checked(native.store_stats(self._live(), byref(block), byref(error)), error)
        return StoreStats(
            block.key_count, block.byte_count, shown(block.key_cap), shown(block.byte_cap)
        )

    def __getitem__(self, key: Any) -> Any:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __setitem__(self, key: Any, value: Any) -> None:
        self.put(key, value)

    def __delitem__(self, key: Any) -> None:
        if not self.delete(key):
            raise KeyError(key)

    def __contains__(self, key: Any) -> bool:
        return self.get(key) is not None

    def __len__(self) -> int:
        return self.stats().key_count

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Any]:
        return self.keys()

    def _open(self, options: _abi.luavm_store_options) -> None:
        handle = c_uint64()
        error = no_error()
        self._checked(lib.store_open(byref(options), byref(handle), byref(error)), error)
        self._own(handle.value, lib.store_free)

    def _put(self, entries: List[Entry], ttl: Optional[float]) -> None:
        stays = lifetime(ttl)
        words = encoded(*(value for entry in entries for value in entry))
        rows = (_abi.luavm_store_entry * len(entries))()
        places = range(words.address, words.address + _PAIR * len(entries), _PAIR)
        for row, place in zip(rows, places):
            memmove(byref(row), place, _PAIR)
            row.ttl_ms = stays
        error = no_error()
        self._checked(native.store_put(self._live(), rows, len(entries), byref(error)), error)

    def _ask(self, function: Any, words: Any, *more: Any) -> Any:
        place = None if words is None else words.address
        try:
            return ask(function, self._live(), place, *more)
        except Exception as problem:
            raise self._because(problem)

    def _checked(self, status: int, error: Any) -> None:
        if status != _abi.LUAVM_OK:
            raise self._because(self._refused(status, error))

    def _refused(self, status: int, error: Any) -> Exception:
        opened = hasattr(self, "_free")
        return super()._refused(status, error) if opened else take_error(status, error)

    def _because(self, problem: Exception) -> Exception:
        """With what a callback has raised as its cause."""
        if self._host is not None and self._host.failed is not None:
            problem.__cause__, self._host.failed = self._host.failed, None
        return problem


def _options(
    url: str,
    table: str,
    read_only: bool,
    durable: bool,
    key_cap: Optional[Amount],
    byte_cap: Optional[Amount],
    value_limit: Optional[int],
    timeout: Optional[float],
    group: Union[str, bytes],
) -> _abi.luavm_store_options:
    url_, table_, group_ = encode("url", url), encode("table", table), encode("group", group)
    durable_ = _abi.LUAVM_STORE_DURABLE if durable else 0
    read_only_ = _abi.LUAVM_STORE_READ_ONLY if read_only else 0
    return _abi.luavm_store_options(
        struct_size=sizeof(_abi.luavm_store_options),
        flags=durable_ | read_only_,
        url=url_,
        url_length=len(url_),
        table=table_,
        table_length=len(table_),
        key_cap=amount("key_cap", key_cap),
        byte_cap=amount("byte_cap", byte_cap),
        value_bytes=amount("value_limit", value_limit),
        timeout_ms=milliseconds("timeout", timeout),
        group=group_,
        group_length=len(group_),
    )
