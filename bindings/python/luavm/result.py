"""What an eval gives back, read from its result block."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Tuple

from . import _abi
from ._codec import decode
from ._memory import text_at
from .errors import ConversionError, LuaVmError, error_for
from .values import Value, show

if TYPE_CHECKING:
    from ._space import Space


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
    service_ns: int
    """Waited for services (HTTP, WebSocket, stores); wall_ns holds it too."""


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
    error: Optional[BaseException] = None
    """What VM.eval would have raised: a LuaVmError, or a host function's own."""

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


def read_error(status: int, block: int, value: Any = None) -> LuaVmError:
    """The exception for a block of a failed call."""
    result = _abi.luavm_result.from_address(block)
    return error_for(
        status,
        show(text_at(result.message)),
        traceback=show(text_at(result.traceback)),
        source=show(text_at(result.source)),
        line=result.line or None,
        output=show(text_at(result.output)),
        usage=_usage(result),
        value=value,
    )


def read_value(space: Space, block: int) -> Any:
    """What VM.eval returns for a block whose status is ok."""
    result = _abi.luavm_result.from_address(block)
    try:
        return one_or_all(decode(space, result.values or 0, result.value_count))
    except ConversionError as error:
        raise _complete(error, result)


def read_result(space: Space, block: int, error: Optional[BaseException]) -> Result:
    """What VM.run returns for a block."""
    result = _abi.luavm_result.from_address(block)
    values: Tuple[Value, ...] = ()
    status = _abi.STATUS_NAMES[result.status]
    if error is None:
        try:
            values = tuple(decode(space, result.values or 0, result.value_count))
        except ConversionError as problem:
            error = _complete(problem, result)
            status = problem.status
    return Result(
        status=status,
        values=values,
        output_bytes=text_at(result.output),
        usage=_usage(result),
        error=error,
    )


def complete(block: int, error: LuaVmError) -> None:
    """Gives a ConversionError what the block says beside the values."""
    _complete(error, _abi.luavm_result.from_address(block))


def _complete(error: LuaVmError, result: Any) -> LuaVmError:
    error.output = show(text_at(result.output))
    error.usage = _usage(result)
    return error


def _usage(result: Any) -> Usage:
    usage = result.usage
    return Usage(*(getattr(usage, name) for name in Usage._fields))
