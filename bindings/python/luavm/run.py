"""A script that goes on in slices, and may wait for the host."""

from __future__ import annotations

import asyncio
from ctypes import byref, c_void_p
from typing import TYPE_CHECKING, Any, Callable, Optional, Tuple

from . import _abi
from ._codec import Encoder, decode
from ._library import native
from ._memory import ARRAY, MEMORY, RESULT_VALUES_OFFSET, text_at
from .errors import ArgumentError, BusyError
from .options import resumed
from .result import one_or_all
from .values import show

if TYPE_CHECKING:
    from ._abi import luavm_eval_options
    from ._space import Space

SLICE_FUEL = 1_000_000
"""What eval_async and call_async run between two turns of the event loop."""


class Run:
    """A call of Function.start or VM.start, which has run its first slice.

    status   "yielded": its slice is over, `resume()` goes on. "pending": a host
             function returned luavm.Pending or something to await, `resume(*values)`
             gives it its results and `throw(error)` raises in its place. "ok": done
    values   what luavm.Pending was made of, while "pending"
    value    what the script returned, once it is done
    output   what it has printed so far

    Whatever goes wrong is raised by the call that ran the slice, as by VM.eval, and
    is the end of the run. Until its end the VM does nothing else (BusyError).
    """

    __slots__ = (
        "status",
        "values",
        "awaitable",
        "_value",
        "_output",
        "_space",
        "_limits",
        "_options",
        "__weakref__",
    )

    def __init__(
        self, space: Space, options: luavm_eval_options, step: Callable[..., Any], *given: Any
    ) -> None:
        self.status = "error"
        self.values: Tuple[Any, ...] = ()
        self.awaitable: Any = None
        self._value: Any = None
        self._output = b""
        self._space = space
        self._limits = options
        self._options = resumed(options)
        self._step(step, *given, byref(options))

    @property
    def done(self) -> bool:
        """Whether the script has ended, one way or another."""
        return self.status in ("ok", "error")

    @property
    def value(self) -> Any:
        if self.status != "ok":
            raise BusyError(f"this run has no value: it is {self.status!r}")
        return self._value

    @property
    def output(self) -> str:
        return show(self._output)

    def resume(self, *values: Any) -> "Run":
        """Runs the next slice; `values` are what the pending function returns."""
        if values and self.status == "yielded":
            raise ArgumentError("no host function waits: resume takes no values")
        if self.done:
            raise ArgumentError("this run has ended")
        return self._go_on(_abi.LUAVM_OK, values)

    def throw(self, error: BaseException) -> "Run":
        """Goes on with an error that the pending function raises."""
        if self.status != "pending":
            raise ArgumentError("no host function waits that could raise")
        return self._go_on(_abi.LUAVM_RUNTIME, (error,))

    def close(self) -> None:
        """Ends the run, if it has not ended."""
        if not self.done:
            self.status = "error"
            self._drop_awaitable()
            out = c_void_p()
            handle = self._space.handle
            native.vm_resume(handle, _abi.LUAVM_CANCELLED, None, 0, None, byref(out))
            native.vm_result_free(out)

    def wait(self, awaitable: Any, values: Tuple[Any, ...]) -> None:
        """A host function of this run answers later."""
        self._drop_awaitable()
        self.awaitable = awaitable
        self.values = values

    def _go_on(self, status: int, values: Tuple[Any, ...]) -> "Run":
        words = Encoder(self._space, values)
        self.awaitable, self.values = None, ()
        place = words.address if values else None
        self._step(native.vm_resume, status, place, len(values), byref(self._options))
        return self

    def _step(self, function: Callable[..., Any], *given: Any) -> None:
        space = self._space
        outer, space.run = space.run, self
        self.status = "error"
        out = c_void_p()
        try:
            status = space.invoke(self._limits, function, *given, byref(out))
            if out.value:
                self._output += text_at(_abi.luavm_result.from_address(out.value).output)
            if status == _abi.LUAVM_OK:
                count, address = ARRAY.unpack_from(MEMORY, (out.value or 0) + RESULT_VALUES_OFFSET)
                self._value = one_or_all(decode(space, address, count))
                self.status = "ok"
            elif status in (_abi.LUAVM_PENDING, _abi.LUAVM_YIELDED):
                self.status = _abi.STATUS_NAMES[status]
            else:
                raise space.failure(status, out.value)
        finally:
            space.run = outer
            native.vm_result_free(out)
            if self.status != "pending":
                self._drop_awaitable()
    
    def _drop_awaitable(self) -> None:
        """What nobody will await: Lua could not wait for it."""
        awaitable, self.awaitable = self.awaitable, None
        if hasattr(awaitable, "close"):
            awaitable.close()

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, *problem: Any) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<luavm.Run {self.status}>"


async def finish(run: Run) -> Any:
    """Drives a run to its end on the running event loop. Where that is cancelled,
    so is the script."""
    with run:
        while not run.done:
            if run.status == "yielded":
                await asyncio.sleep(0)
                run.resume()
            elif run.awaitable is None:
                run.throw(TypeError("luavm.Pending needs somebody who drives the run: VM.start"))
            else:
                await _answer(run)
        return run.value


async def _answer(run: Run) -> None:
    awaitable, run.awaitable = run.awaitable, None
    try:
        found = await awaitable
    except Exception as error:
        problem: Optional[Exception] = error
    else:
        problem = None
    if problem is not None:
        run.throw(problem)
        return
    try:
        run.resume(*found if type(found) is tuple else (found,))
    except Exception as error:
        if run.done:
            raise
        run.throw(error)  # a result that has no form in Lua
