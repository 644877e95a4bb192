"""What an eval gives back, read from its result block."""

from __future__ import annotations

from ctypes import string_at
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Optional, Tuple

from . import _abi
from .errors import ConversionError, LuaVmError, error_for
from .values import Value, decode, show


class Usage(NamedTuple):
    """What an eval spent."""

    fuel: int
    """Units, counted without a limit too; the same script spends the same."""
    wall_ns: int
    cpu_ns: int
    memory_bytes: int
    """Counted against the VM's limit when the eval ended."""
    memory_peak_bytes: int
    gc_count: int
    """Collection cycles during the eval."""


@dataclass
class Result:
    """What VM.run gives back, whatever the script did."""

    status: str
    """"ok", "runtime", "timeout", ...; "conversion" for values Python cannot hold."""
    values: Tuple[Value, ...]
    """What the script returned; empty after a failure."""
    output_bytes: bytes = field(repr=False)
    """What print wrote, also after a failure."""
    usage: Usage
    error: Optional[LuaVmError] = None
    """What VM.eval would have raised."""

    @property
    def ok(self) -> bool:
        return self.error is None

    @property
    def value(self) -> Any:
        """The values as VM.eval returns them: None, the one, or a tuple."""
        return one_or_all(self.values)

    @property
    def output(self) -> str:
        """What print wrote as text; bytes that are not UTF-8 as \\xNN."""
        return show(self.output_bytes)


def one_or_all(values: Any) -> Any:
    """None for no value, the value for one, a tuple for several."""
    if len(values) == 1:
        return values[0]
    return tuple(values) if values else None


def read_error(status: int, block: Any) -> LuaVmError:
    """The exception for a block of a failed eval. The block may be NULL."""
    if not block:
        return error_for(status)
    result = block.contents
    return error_for(
        status,
        _text(result, "message"),
        traceback=_text(result, "traceback"),
        source=_text(result, "source"),
        line=result.line or None,
        output=_text(result, "output"),
        usage=_usage(result),
    )


def read_value(block: Any) -> Any:
    """What VM.eval returns for a block whose status is ok."""
    result = block.contents
    try:
        return one_or_all(decode(result.values, result.value_count))
    except ConversionError as error:
        raise _complete(error, result)


def read_result(status: int, block: Any) -> Result:
    """What VM.run returns for a block."""
    result = block.contents
    values: Tuple[Value, ...] = ()
    error = None
    if status != _abi.LUAVM_OK:
        error = read_error(status, block)
    else:
        try:
            values = tuple(decode(result.values, result.value_count))
        except ConversionError as problem:
            error = _complete(problem, result)
    return Result(
        status=error.status if error else "ok",
        values=values,
        output_bytes=_bytes(result, "output"),
        usage=_usage(result),
        error=error,
    )


def _complete(error: LuaVmError, result: Any) -> LuaVmError:
    error.output = _text(result, "output")
    error.usage = _usage(result)
    return error


def _usage(result: Any) -> Usage:
    usage = result.usage
    return Usage(*(getattr(usage, name) for name in Usage._fields))


def _bytes(result: Any, name: str) -> bytes:
    run = getattr(result, name)
    return string_at(run.data, run.length)


def _text(result: Any, name: str) -> str:
    return show(_bytes(result, name))
