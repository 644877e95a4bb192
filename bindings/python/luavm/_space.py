"""What Python holds for one VM: its handle, what it lends to scripts and what it
has borrowed from them. VM, Function, Table and Run are views of it; the last of
them that goes ends the VM."""

from __future__ import annotations

import weakref
from array import array
from ctypes import POINTER, byref, c_uint64, c_void_p
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from . import _abi, _callback, _sigint
from ._choice import accel
from ._codec import Encoder, decode
from ._exchange import Exchange
from ._homes import Home, spaces
from ._library import lib, native
from ._memory import RESULT_ERROR_OFFSET, head, signed
from .errors import ClosedError, ConversionError, error_for
from .options import COPIES, DEFAULT_OPTIONS, may_be_long
from .process import take_error
from .result import read_error, read_value

_FUNCTION = head(_abi.LUAVM_FUNCTION, _abi.LUAVM_VALUE_REFERENCE)


class Space(Exchange):
    """Numbers instead of objects go to the library, so that Python's collector
    sees every cycle."""

    __slots__ = (
        "c_handle",
        "options",
        "guarded",
        "frames",
        "leaving",
        "run",
        "answer",
        "template",
        "helpers",
        "_free",
    )

    def __init__(self, options: _abi.luavm_vm_options, template: Optional[Home]) -> None:
        super().__init__()
        handle = c_uint64()
        error = POINTER(_abi.luavm_buffer)()
        status = lib.vm_new(byref(options), byref(handle), byref(error))
        if status != _abi.LUAVM_OK:
            raise take_error(status, error)
        self._free = weakref.finalize(self, _end, handle.value)
        self.handle = handle.value
        self.c_handle = handle
        self.options = DEFAULT_OPTIONS
        self.guarded = may_be_long(options.wall_ms)
        self.template = template  # keeps its functions
        self.frames: List[Any] = []
        self.leaving: Optional[BaseException] = None  # ends the run, uncatchably
        self.run: Any = None  # the Run whose slice is running
        self.answer: Any = None  # the newest reply, until the library has read it
        self.helpers: Dict[str, int] = {}  # references to small scripts
        spaces[self.handle] = weakref.ref(self)

    def close(self) -> None:
        self._free()
        self.exposed.clear()

    @property
    def closed(self) -> bool:
        return not self._free.alive

    def reset(self) -> None:
        self.check(lib.vm_reset(self.handle))
        self.kinds.clear()
        self.helpers.clear()

    def release(self, references: Sequence[int]) -> None:
        """Gives references back; what the VM no longer knows is no matter."""
        if references:
            array_ = (c_uint64 * len(references))(*references)
            native.vm_release(self.handle, array_, len(references))

    def ask(
        self,
        read: Callable[["Space", int], Any],
        function: Any,
        *arguments: Any,
        options: Optional[_abi.luavm_eval_options] = None,
    ) -> Any:
        """Calls a function of the library that gives a result; what `read` makes
        of it, or an exception. Options, if given, are the last argument."""
        out = c_void_p()
        if options is not None:
            arguments = (*arguments, byref(options))
        try:
            status = self.invoke(options, function, *arguments, byref(out))
            if status != _abi.LUAVM_OK:
                raise self.failure(status, out.value)
            return read(self, out.value or 0)
        finally:
            native.vm_result_free(out)

    def invoke(
        self, options: Optional[_abi.luavm_eval_options], function: Any, *arguments: Any
    ) -> int:
        """A function of the library, with an eye on Ctrl-C if it may take long."""
        if self.guarded or options is not None and may_be_long(options.wall_ms, False):
            return self.shield(_sigint.guarded, function, self.handle, *arguments)
        return self.shield(function, self.handle, *arguments)

    def shield(self, function: Any, *arguments: Any) -> int:
        """Calls a function of the library while ctypes may call back."""
        if accel is None and (self.functions or self.template):
            return _sigint.shielded(self, function, *arguments)
        return int(function(*arguments))

    @property
    def callback(self) -> Any:
        """What ctypes calls."""
        return _callback.call

    def call(
        self, function: Any, arguments: Tuple[Any, ...], options: _abi.luavm_eval_options
    ) -> Any:
        """Calls a Function, or the global of a path."""
        words = Encoder(self, (function, *arguments))
        return self.ask(
            read_value,
            native.vm_call,
            words.address,
            words.address + 16,
            len(arguments),
            options=options,
        )

    def helper(self, source: str, argument: Any, options: _abi.luavm_eval_options) -> Any:
        """What a small script of this package makes of an argument. It is kept as a
        number: a Function would keep its VM."""
        ref = self.helpers.get(source)
        if ref is None:
            ref = self.helpers[source] = self.load(source.encode(), COPIES)
        words = Encoder(self, (argument,))
        function = array("q", [_FUNCTION, signed(ref)])
        place = function.buffer_info()[0]
        return self.ask(read_value, native.vm_call, place, words.address, 1, options=options)

    def load(self, source: bytes, options: _abi.luavm_eval_options) -> int:
        """A reference to a compiled source."""
        ref = c_uint64()
        out = c_void_p()
        try:
            status = native.vm_load(
                self.handle, source, len(source), byref(options), byref(ref), byref(out)
            )
            if status != _abi.LUAVM_OK:
                raise self.failure(status, out.value)
            return ref.value
        finally:
            native.vm_result_free(out)

    def check(self, status: int) -> None:
        """Raises for a status that is not LUAVM_OK."""
        if status != _abi.LUAVM_OK:
            raise self.failure(status, None)

    def failure(self, status: int, block: Optional[int]) -> BaseException:
        """The exception for a failed call. The block stays the caller's."""
        leaving, self.leaving = self.leaving, None
        if leaving is not None:
            return leaving
        if status == _abi.LUAVM_HANDLE and self.closed:
            return ClosedError("this VM is closed")
        if not block:
            return error_for(status)
        value = None
        try:
            value = decode(self, block + RESULT_ERROR_OFFSET, 1)[0]
        except ConversionError:
            pass
        if isinstance(value, BaseException):
            return value
        return read_error(status, block, value)


def _end(handle: int) -> None:
    spaces.pop(handle, None)
    lib.vm_free(handle)
