"""Stores that a host keeps: what the library calls for them.

The six ctypes functions serve all stores and live as long as the process; a number
stands for each store.
"""

from __future__ import annotations

import itertools
from ctypes import CFUNCTYPE, c_int32, c_uint64, c_void_p, cast, sizeof
from typing import Any, Callable, Dict, NamedTuple, Optional, Tuple, Union

from . import _abi
from ._memory import BYTES, MEMORY, address_of, text_at
from .errors import LuaVmError

_MESSAGE_MAX = 1024
_KNOWN = ("network", "timeout", "quota", "memory")
_STATUS = {_abi.STATUS_NAMES[n]: n for n in _abi.STATUS_NAMES}

Found = Union[bytes, Tuple[bytes, Optional[float]], None]


class Callbacks(NamedTuple):
    """See Store.from_callbacks."""

    get: Callable[[bytes], Found]
    set: Callable[[bytes, bytes, Optional[float]], Any]
    remove: Callable[[bytes], Any]
    size: Callable[[], Tuple[int, int]]
    next: Callable[[bytes], Optional[bytes]]
    close: Optional[Callable[[], Any]]


class Backend:
    """The callbacks of one store, what they have answered last, and why they failed."""

    __slots__ = ("callbacks", "failed", "_kept")

    def __init__(self, callbacks: Callbacks) -> None:
        self.callbacks = callbacks
        self.failed: Optional[BaseException] = None
        self._kept: Tuple[bytes, ...] = ()

    def keep(self, answer: int, field: Any, data: bytes) -> None:
        """Puts bytes into an answer; they stay until the next one."""
        if type(data) is not bytes:
            raise TypeError(f"a callback of a store answers with bytes, not {type(data).__name__}")
        self._kept = (data,)
        BYTES.pack_into(MEMORY, answer + field.offset, address_of(data), len(data))

    def fail(self, answer: int, error: BaseException) -> int:
        self.failed = error
        text = (str(error) or type(error).__name__).encode("utf-8", "replace")[:_MESSAGE_MAX]
        self.keep(answer, _abi.luavm_store_answer.message, text.decode("utf-8", "ignore").encode())
        known = isinstance(error, LuaVmError) and error.status in _KNOWN
        return _STATUS[error.status] if known else _abi.LUAVM_RUNTIME  # type: ignore[attr-defined]


_numbers = itertools.count(1)
_open: Dict[int, Backend] = {}


def _calling(work: Callable[..., None]) -> Callable[..., int]:
    """A callback whose first argument is the number, its last one the answer."""

    def call(user: int, *arguments: int) -> int:
        try:
            backend = _open[user]
            try:
                work(backend, *arguments)
                return _abi.LUAVM_OK
            except BaseException as error:
                return backend.fail(arguments[-1], error)
        except BaseException:  # no memory, no stack, Ctrl-C in between
            return _abi.LUAVM_RUNTIME

    return call


def _bytes(place: int) -> bytes:
    return text_at(_abi.luavm_bytes.from_address(place))


def _get(backend: Backend, key: int, answer: int) -> None:
    found = backend.callbacks.get(_bytes(key))
    if found is None:
        return
    value, expires = found if isinstance(found, tuple) else (found, None)
    place = _abi.luavm_store_answer.from_address(answer)
    backend.keep(answer, _abi.luavm_store_answer.value, value)
    place.expires_ms = round(expires * 1000) if expires else 0
    place.found = 1


def _set(backend: Backend, key: int, value: int, expires_ms: int, answer: int) -> None:
    backend.callbacks.set(_bytes(key), _bytes(value), expires_ms / 1000 if expires_ms else None)


def _remove(backend: Backend, key: int, answer: int) -> None:
    backend.callbacks.remove(_bytes(key))


def _size(backend: Backend, answer: int) -> None:
    place = _abi.luavm_store_answer.from_address(answer)
    place.key_count, place.byte_count = backend.callbacks.size()


def _next(backend: Backend, after: int, answer: int) -> None:
    key = backend.callbacks.next(_bytes(after))
    if key is None:
        return
    backend.keep(answer, _abi.luavm_store_answer.key, key)
    _abi.luavm_store_answer.from_address(answer).found = 1


def _release(user: int) -> None:
    try:
        backend = _open.pop(user)
        if backend.callbacks.close is not None:
            backend.callbacks.close()
    except BaseException:  # nobody is there to be told
        pass


_FIELDS = {
    "get": CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)(_calling(_get)),
    "set": CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p, c_uint64, c_void_p)(_calling(_set)),
    "remove": CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)(_calling(_remove)),
    "size": CFUNCTYPE(c_int32, c_void_p, c_void_p)(_calling(_size)),
    "next": CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)(_calling(_next)),
    "release": CFUNCTYPE(None, c_void_p)(_release),
}


def register(callbacks: Callbacks) -> Tuple[Backend, _abi.luavm_store_backend]:
    """The struct for store_open. Until the library releases it, or `forget`."""
    number = next(_numbers)
    backend = _open[number] = Backend(callbacks)
    struct = _abi.luavm_store_backend(struct_size=sizeof(_abi.luavm_store_backend), user=number)
    kinds = dict(_abi.luavm_store_backend._fields_)
    for name, function in _FIELDS.items():
        setattr(struct, name, cast(function, kinds[name]))  # type: ignore[arg-type]
    return backend, struct


def forget(struct: _abi.luavm_store_backend) -> None:
    """The library has not taken it."""
    _open.pop(struct.user, None)
