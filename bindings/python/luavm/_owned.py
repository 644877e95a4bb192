"""What a Python object owns in the library: a handle, given back once."""

from __future__ import annotations

import weakref
from ctypes import POINTER
from types import TracebackType
from typing import Any, Callable, NoReturn, Optional, Type, TypeVar

from . import _abi
from .errors import ClosedError
from .process import take_error

_Self = TypeVar("_Self", bound="Closing")


class Closing:
    """What a `with` block closes at its end."""

    __slots__ = ()

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self: _Self) -> _Self:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()


class Owned(Closing):
    """Closed by `close`, at the end of a `with` block, or with its last reference."""

    __slots__ = ("_handle", "_free", "__weakref__")

    _handle: int
    _free: Any
    _what = "object"  # what messages call it

    def _own(self, handle: int, free: Callable[[int], Any]) -> None:
        self._handle = handle
        self._free = weakref.finalize(self, free, handle)

    def _live(self) -> int:
        """The handle, of one that is not closed."""
        if self.closed:
            raise self._gone()
        return self._handle

    def _gone(self) -> ClosedError:
        return ClosedError(f"this {self._what} is closed")

    def _check(self, status: int, error: Any) -> None:
        """Raises for a status that is not LUAVM_OK, with its message, which is freed."""
        if status != _abi.LUAVM_OK:
            raise self._refused(status, error)

    def _refused(self, status: int, error: Any) -> Exception:
        problem = take_error(status, error)
        return self._gone() if status == _abi.LUAVM_HANDLE and self.closed else problem

    def close(self) -> None:
        """Gives it back. Closing again does nothing. Never raises."""
        self._free()

    @property
    def closed(self) -> bool:
        return not self._free.alive

    def __repr__(self) -> str:
        name = type(self).__name__
        return f"<luavm.{name} {self._handle:#x}{' closed' if self.closed else ''}>"

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        name = type(self).__name__
        raise TypeError(f"a luavm.{name} cannot be copied or pickled: it lives in this process alone")


def no_error() -> Any:
    """Room for the message of a failure."""
    return POINTER(_abi.luavm_buffer)()
