"""Values in and out where there is no VM: stores and the cache, which hold plain data."""

from __future__ import annotations

from ctypes import byref, c_void_p
from typing import Any, List, NoReturn, Optional, Sequence, Tuple, cast

from . import _abi
from ._codec import Encoder
from ._library import native
from ._space import Space
from .errors import ConversionError, error_for
from .limits import UNLIMITED, milliseconds
from .result import read_error, read_value


class _Plain:
    """Stands where values of a VM have its Space."""

    def value_of(self, value: Any, taken: List[int]) -> NoReturn:
        raise TypeError

    def refusal(self, path: str, value: Any) -> TypeError:
        what = f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__
        return TypeError(f"{path} is of type {what}: only plain data can be kept outside of a VM")

    def release(self, references: Sequence[int]) -> None:
        assert not references, "plain data has no references"

    def reference(self, kind: int, ref: int, borrowed: bool = False) -> NoReturn:
        raise ConversionError("a value that lives in a VM alone stands among plain data")

    host_object = reference


PLAIN = cast(Space, _Plain())


def encoded(*values: Any) -> Encoder:
    """An array of luavm_values."""
    return Encoder(PLAIN, values)


def ask(function: Any, *arguments: Any) -> Any:
    """The value of the result that a function of the library gives."""
    out = c_void_p()
    try:
        status = function(*arguments, byref(out))
        if status != _abi.LUAVM_OK:
            raise read_error(status, out.value) if out.value else error_for(status)
        return read_value(PLAIN, out.value or 0)
    finally:
        native.vm_result_free(out)


def lifetime(ttl: Optional[float]) -> int:
    """Seconds until a value goes, as the library takes them. None: it stays."""
    return 0 if ttl is None or ttl == UNLIMITED else milliseconds("ttl", ttl)


Entry = Tuple[Any, Any]
"""A key and its value."""
