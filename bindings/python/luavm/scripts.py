"""Running Lua in a VM."""

from __future__ import annotations

from ctypes import byref, c_void_p
from typing import TYPE_CHECKING, Any, Optional, Union

from . import _abi
from ._engine import evaluate
from ._library import native
from .limits import Amount
from .options import COPIES, encode, eval_options
from .references import Function, start
from .result import Result, read_result, read_value
from .run import SLICE_FUEL, Run, finish

if TYPE_CHECKING:
    from ._space import Space

# Failures of the caller, not of the script: VM.run raises these.
_NOT_THE_SCRIPT = frozenset(
    (
        _abi.LUAVM_ARGUMENT,
        _abi.LUAVM_BUSY,
        _abi.LUAVM_HANDLE,
        _abi.LUAVM_FORKED,
        _abi.LUAVM_UNSUPPORTED,
        _abi.LUAVM_INTERNAL,
    )
)

Source = Union[str, bytes]


class Scripts:
    """The part of a VM that runs scripts."""

    __slots__ = ()

    if TYPE_CHECKING:
        _space: Space

    def eval(
        self,
        source: Source,
        *,
        name: str = "script",
        timeout: Optional[float] = None,
        fuel: Optional[Amount] = None,
        output_limit: Optional[Amount] = None,
        result_limit: Optional[Amount] = None,
        keep_globals: bool = False,
        live_tables: bool = False,
    ) -> Any:
        """Compiles and runs Lua source: None for no value, the value for one, a
        tuple for several. See luavm.values for what becomes what.

        source        Lua text, as str or as bytes
        name          what messages call it
        timeout, fuel, output_limit, result_limit
                      for this call alone, more or less than the VM has
        keep_globals  use the VM's lasting globals, not fresh ones
        live_tables   tables come out as luavm.Table, not as copies

        Raises an exception of luavm.errors for every way to fail: the script's
        (LuaSyntaxError, LuaRuntimeError, SandboxError), a limit's
        (MemoryLimitError, TimeoutError, FuelError, OutputLimitError, QuotaError),
        a stop from outside (CancelledError, ClosedError), the caller's
        (ArgumentError, BusyError, ClosedError, ForkedError), ConversionError.
        After all but ClosedError and ForkedError the VM still answers.

        Ctrl-C stops a script in the main thread and raises KeyboardInterrupt.
        """
        options = eval_options(
            name, timeout, fuel, output_limit, result_limit, keep_globals, live_tables
        )
        if options is None:
            return evaluate(self._space, source)
        text = encode("source", source)
        return self._space.ask(read_value, native.vm_eval, text, len(text), options=options)

    def run(
        self,
        source: Source,
        *,
        name: str = "script",
        timeout: Optional[float] = None,
        fuel: Optional[Amount] = None,
        output_limit: Optional[Amount] = None,
        result_limit: Optional[Amount] = None,
        keep_globals: bool = False,
        live_tables: bool = False,
    ) -> Result:
        """Like eval, but gives all there is to know: values, printed output, what
        was spent, and the failure, if any, as Result.status and Result.error.

        Whatever the script does is in the Result. What is not its doing raises as
        in eval: ArgumentError, BusyError, ClosedError for a VM closed before the
        call, ForkedError, UnsupportedError, InternalError.
        """
        options = eval_options(
            name, timeout, fuel, output_limit, result_limit, keep_globals, live_tables
        )
        text = encode("source", source)
        out = c_void_p()
        space = self._space
        options = options or COPIES
        try:
            status = space.invoke(
                options, native.vm_eval, text, len(text), byref(options), byref(out)
            )
            error = space.failure(status, out.value) if status != _abi.LUAVM_OK else None
            if error is not None and (
                status in _NOT_THE_SCRIPT or not out.value or not isinstance(error, Exception)
            ):
                raise error
            return read_result(space, out.value or 0, error)
        finally:
            native.vm_result_free(out)

    def load(
        self, source: Source, *, name: str = "script", keep_globals: bool = False
    ) -> Function:
        """Compiles a source once, as a function for many calls, whose arguments it
        sees as `...`. The calls share one fresh environment, or the lasting one."""
        options = eval_options(name, keep_globals=keep_globals) or COPIES
        ref = self._space.load(encode("source", source), options)
        return Function(self._space, ref, _abi.LUAVM_FUNCTION)

    def call(
        self,
        function: Union[str, Function],
        *arguments: Any,
        timeout: Optional[float] = None,
        fuel: Optional[Amount] = None,
        output_limit: Optional[Amount] = None,
        result_limit: Optional[Amount] = None,
        live_tables: bool = False,
    ) -> Any:
        """Calls a Function, or the global of a path such as "rules.price". Values
        and failures are as for eval."""
        options = eval_options(
            "script", timeout, fuel, output_limit, result_limit, False, live_tables
        )
        return self._space.call(function, arguments, options or COPIES)

    def start(
        self,
        source: Source,
        *,
        name: str = "script",
        timeout: Optional[float] = None,
        fuel: Optional[Amount] = None,
        output_limit: Optional[Amount] = None,
        result_limit: Optional[Amount] = None,
        keep_globals: bool = False,
        live_tables: bool = False,
        slice_fuel: Optional[Amount] = None,
    ) -> Run:
        """Runs a source as a luavm.Run, which the host drives: it may wait for
        answers, and stops after every `slice_fuel` units. Function.start calls one."""
        options = eval_options(
            name, timeout, fuel, output_limit, result_limit, keep_globals, live_tables, slice_fuel
        )
        text = encode("source", source)
        return Run(self._space, options or COPIES, native.vm_eval, text, len(text))

    async def eval_async(
        self,
        source: Source,
        *,
        name: str = "script",
        timeout: Optional[float] = None,
        fuel: Optional[Amount] = None,
        output_limit: Optional[Amount] = None,
        result_limit: Optional[Amount] = None,
        keep_globals: bool = False,
        live_tables: bool = False,
        slice_fuel: Optional[Amount] = SLICE_FUEL,
    ) -> Any:
        """Like eval, for a running asyncio loop: host functions may be `async def`,
        and after every `slice_fuel` units the loop has its turn (UNLIMITED: only when
        the script waits). Where the task is cancelled, so is the script."""
        options = eval_options(
            name, timeout, fuel, output_limit, result_limit, keep_globals, live_tables, slice_fuel
        )
        text = encode("source", source)
        return await finish(Run(self._space, options or COPIES, native.vm_eval, text, len(text)))

    async def call_async(
        self,
        function: Union[str, Function],
        *arguments: Any,
        timeout: Optional[float] = None,
        fuel: Optional[Amount] = None,
        output_limit: Optional[Amount] = None,
        result_limit: Optional[Amount] = None,
        live_tables: bool = False,
        slice_fuel: Optional[Amount] = SLICE_FUEL,
    ) -> Any:
        """Like call, in the way of eval_async."""
        options = eval_options(
            "script", timeout, fuel, output_limit, result_limit, False, live_tables, slice_fuel
        )
        return await finish(start(self._space, function, arguments, options))
