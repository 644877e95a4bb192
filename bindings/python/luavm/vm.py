"""The VM."""

from __future__ import annotations

import weakref
from ctypes import POINTER, byref, c_uint64, sizeof
from types import TracebackType
from typing import Any, Callable, NoReturn, Optional, Type, Union

from . import _abi, _sigint
from ._library import lib
from .errors import ClosedError, error_for
from .gc import GC, Memory
from .limits import Amount, shown
from .options import encode, eval_options, vm_options
from .process import take_error
from .result import Result, read_error, read_result, read_value

_RESULT = POINTER(_abi.luavm_result)

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


class VM:
    """A sandboxed Lua 5.4 VM.

    memory_limit       bytes for all that the VM causes, at least 65,536; 32 MiB
    timeout            seconds of wall time for each eval; 1.0
    fuel               units for each eval: a branch, a loop turn or a call is
                       one, and the same script spends the same; no limit
    profile            what scripts may reach: "locked", "standard" or "trusted"
    preset             a set of limits: "default", "embedded", "production" or
                       "development"; what is given beside it goes before
    output_limit       bytes that print may write in each eval
    result_limit       bytes of returned values in each eval
    memory_soft_limit  bytes from which the collector works harder
    memory_errors_catchable
                       running out of memory is an error that pcall may catch

    None is the default named here, or the preset's where one is given.
    luavm.UNLIMITED is no limit.

    Any thread may use a VM, one at a time: a second one gets BusyError at once.
    interrupt, memory and close may be called at any moment. Leaving a `with`
    block closes the VM, and so does the end of the last reference to it.

    Raises ArgumentError; QuotaError at the process's VM cap or memory quota;
    MemoryLimitError when the system has none; UnsupportedError; ForkedError.
    """

    __slots__ = ("_handle", "_free", "__weakref__")

    def __init__(
        self,
        memory_limit: Optional[Amount] = None,
        timeout: Optional[float] = None,
        fuel: Optional[Amount] = None,
        profile: str = "standard",
        preset: Optional[str] = None,
        output_limit: Optional[Amount] = None,
        result_limit: Optional[Amount] = None,
        memory_soft_limit: Optional[Amount] = None,
        memory_errors_catchable: bool = False,
    ) -> None:
        options = vm_options(
            memory_limit,
            timeout,
            fuel,
            profile,
            preset,
            output_limit,
            result_limit,
            memory_soft_limit,
            memory_errors_catchable,
        )
        handle = c_uint64()
        error = POINTER(_abi.luavm_buffer)()
        status = lib.vm_new(byref(options), byref(handle), byref(error))
        if status != _abi.LUAVM_OK:
            raise take_error(status, error)
        self._handle = handle.value
        self._free = weakref.finalize(self, lib.vm_free, self._handle)

    def eval(
        self,
        source: Union[str, bytes],
        *,
        name: str = "script",
        timeout: Optional[float] = None,
        fuel: Optional[Amount] = None,
        output_limit: Optional[Amount] = None,
        result_limit: Optional[Amount] = None,
        keep_globals: bool = False,
    ) -> Any:
        """Compiles and runs Lua source: None for no value, the value for one, a
        tuple for several. See luavm.values for what becomes what.

        source        Lua text, as str or as bytes
        name          what messages call it
        timeout, fuel, output_limit, result_limit
                      for this call alone, more or less than the VM has
        keep_globals  use the VM's lasting globals, not fresh ones

        Raises an exception of luavm.errors for every way to fail: the script's
        (LuaSyntaxError, LuaRuntimeError, SandboxError), a limit's
        (MemoryLimitError, TimeoutError, FuelError, OutputLimitError, QuotaError),
        a stop from outside (CancelledError, ClosedError), the caller's
        (ArgumentError, BusyError, ClosedError, ForkedError), ConversionError.
        After all but ClosedError and ForkedError the VM still answers.

        Ctrl-C stops a script in the main thread and raises KeyboardInterrupt.
        """
        options = eval_options(name, timeout, fuel, output_limit, result_limit, keep_globals)
        return self._evaluate(source, options, self._read_value)

    def run(
        self,
        source: Union[str, bytes],
        *,
        name: str = "script",
        timeout: Optional[float] = None,
        fuel: Optional[Amount] = None,
        output_limit: Optional[Amount] = None,
        result_limit: Optional[Amount] = None,
        keep_globals: bool = False,
    ) -> Result:
        """Like eval, but gives all there is to know: values, printed output, what
        was spent, and the failure, if any, as Result.status and Result.error.

        Whatever the script does is in the Result. What is not its doing raises as
        in eval: ArgumentError, BusyError, ClosedError for a VM closed before the
        call, ForkedError, UnsupportedError, InternalError.
        """
        options = eval_options(name, timeout, fuel, output_limit, result_limit, keep_globals)
        result: Result = self._evaluate(source, options, self._read_result)
        return result

    def interrupt(self) -> None:
        """Stops what runs, from any thread: that call raises CancelledError.
        Nothing happens if nothing runs."""
        self._check(lib.vm_interrupt(self._handle))

    def memory(self) -> Memory:
        """Reads the memory counters, from any thread, at any moment."""
        block = _abi.luavm_memory(struct_size=sizeof(_abi.luavm_memory))
        self._check(lib.vm_mem_usage(self._handle, byref(block)))
        read = Memory(*(getattr(block, name) for name in Memory._fields))
        return read._replace(
            limit_bytes=shown(read.limit_bytes), soft_bytes=shown(read.soft_bytes)
        )

    @property
    def gc(self) -> GC:
        """The garbage collector."""
        return GC(self)

    def reset(self) -> None:
        """Throws away everything scripts have left; the options stay."""
        self._check(lib.vm_reset(self._handle))

    def close(self) -> None:
        """Gives all of its memory back. An eval that runs is stopped and raises
        ClosedError. Closing again does nothing. Never raises."""
        self._free()

    @property
    def closed(self) -> bool:
        return not self._free.alive

    def __enter__(self) -> "VM":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<luavm.VM {self._handle:#x}{' closed' if self.closed else ''}>"

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("a luavm.VM cannot be copied or pickled: it lives in this process alone")

    def _evaluate(
        self, source: Union[str, bytes], options: Any, read: Callable[[int, Any], Any]
    ) -> Any:
        text = encode("source", source)
        block = _RESULT()
        try:
            status = _sigint.vm_eval(self._handle, text, len(text), options, byref(block))
            return read(status, block)
        finally:
            lib.vm_result_free(block)

    def _read_value(self, status: int, block: Any) -> Any:
        if status != _abi.LUAVM_OK:
            raise self._error(status) or read_error(status, block)
        return read_value(block)

    def _read_result(self, status: int, block: Any) -> Result:
        if status in _NOT_THE_SCRIPT or not block:
            raise self._error(status) or read_error(status, block)
        return read_result(status, block)

    def _error(self, status: int) -> Optional[ClosedError]:
        if status == _abi.LUAVM_HANDLE and self.closed:
            return ClosedError("this VM is closed")
        return None

    def _check(self, status: int) -> None:
        if status != _abi.LUAVM_OK:
            raise self._error(status) or error_for(status)
