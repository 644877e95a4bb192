"""What stays in the VM while Python holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, Optional, Tuple

from . import _abi, _define
from ._codec import Encoder
from ._engine import Held, HeldFunction
from ._library import native
from ._owned import Closing
from .limits import Amount
from .options import COPIES, eval_options
from .run import SLICE_FUEL, Run, finish

if TYPE_CHECKING:
    from ._space import Space

KINDS = {
    _abi.LUAVM_TABLE: "table",
    _abi.LUAVM_FUNCTION: "function",
    _abi.LUAVM_COROUTINE: "coroutine",
    _abi.LUAVM_USERDATA: "userdata",
}


class Reference(Closing):
    """A Lua value that its VM keeps for Python, until this object is gone or
    closed. It keeps its VM, and goes back into it as the same value."""

    __slots__ = ()

    if TYPE_CHECKING:
        _space: Space
        _ref: int
        _kind: int

        def _drop(self) -> None: ...

    def close(self) -> None:
        """Lets the VM have its value back. Closing again does nothing."""
        self._drop()

    @property
    def closed(self) -> bool:
        return self._ref == 0 or bool(self._space.closed)

    def __repr__(self) -> str:
        state = " closed" if self.closed else ""
        return f"<Lua {KINDS[self._kind]} {self._ref:#x}{state}>"

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        kind = KINDS[self._kind]
        raise TypeError(f"a Lua {kind} cannot be copied or pickled: it lives in its VM")


class Opaque(Held, Reference):
    """A value that Python can only hold: a coroutine, or a userdata that is no
    object of Python's."""

    __slots__ = ()

    @property
    def kind(self) -> str:
        """"coroutine" or "userdata"."""
        return KINDS[self._kind]


class Function(HeldFunction, Reference):
    """A Lua function. Calling it gives what it returns: None for no value, the
    value for one, a tuple for several; it raises as VM.eval does."""

    __slots__ = ()

    if TYPE_CHECKING:

        def __call__(
            self,
            *arguments: Any,
            timeout: Optional[float] = None,
            fuel: Optional[Amount] = None,
            output_limit: Optional[Amount] = None,
            result_limit: Optional[Amount] = None,
            live_tables: bool = False,
        ) -> Any: ...

    def _call_with(self, arguments: Any, options: Any) -> Any:
        return self._space.call(self, arguments, eval_options(**options) or COPIES)

    async def call_async(
        self,
        *arguments: Any,
        timeout: Optional[float] = None,
        fuel: Optional[Amount] = None,
        output_limit: Optional[Amount] = None,
        result_limit: Optional[Amount] = None,
        live_tables: bool = False,
        slice_fuel: Optional[Amount] = SLICE_FUEL,
    ) -> Any:
        """Calls it so that it can wait for `async def` host functions, in slices, so
        that the event loop goes on meanwhile. See VM.eval_async."""
        options = eval_options(
            "script", timeout, fuel, output_limit, result_limit, False, live_tables, slice_fuel
        )
        return await finish(start(self._space, self, arguments, options))

    def start(
        self,
        *arguments: Any,
        timeout: Optional[float] = None,
        fuel: Optional[Amount] = None,
        output_limit: Optional[Amount] = None,
        result_limit: Optional[Amount] = None,
        live_tables: bool = False,
        slice_fuel: Optional[Amount] = None,
    ) -> Run:
        """Calls it as a luavm.Run, which the host drives: it may wait for answers,
        and stops after every `slice_fuel` units."""
        options = eval_options(
            "script", timeout, fuel, output_limit, result_limit, False, live_tables, slice_fuel
        )
        return start(self._space, self, arguments, options)


def start(space: Space, function: Any, arguments: Tuple[Any, ...], options: Any) -> Run:
    """Starts a call of a Function, or of the global of a path."""
    words = Encoder(space, (function, *arguments))
    return Run(
        space,
        options or COPIES,
        native.vm_call,
        words.address,
        words.address + 16,
        len(arguments),
    )


_define.REFERENCE = Reference
_define.REFERENCES.update(
    {
        _abi.LUAVM_FUNCTION: Function,
        _abi.LUAVM_COROUTINE: Opaque,
        _abi.LUAVM_USERDATA: Opaque,
    }
)
