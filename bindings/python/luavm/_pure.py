"""Calls of Lua functions and evals, in Python alone."""

from __future__ import annotations

from array import array
from ctypes import byref, c_uint64, c_void_p
from typing import TYPE_CHECKING, Any, Tuple, Union

from . import _abi, _sigint
from ._encode import INTEGER, Encoder
from ._library import lib
from ._memory import ARRAY, MEMORY, RESULT_VALUES_OFFSET, VALUE, head, signed
from .options import encode
from .result import read_value

if TYPE_CHECKING:
    from ._space import Space


def untyped(name: str) -> Any:
    """A function of the library whose arguments are ctypes objects made before."""
    function = lib[name]
    function.restype = _abi.luavm_status
    return function


_vm_call = untyped("vm_call")
_vm_eval = untyped("vm_eval")
_free = untyped("vm_result_free")


class Frame:
    """What a call writes to and reads from. A call takes one from its VM's stack
    and puts it back, as calls nest."""

    __slots__ = ("out", "out_ref", "words", "argument")

    def __init__(self) -> None:
        self.out = c_void_p()
        self.out_ref = byref(self.out)
        self.words = array("q", [INTEGER, 0])
        self.argument = c_void_p(self.words.buffer_info()[0])


_NULL = c_void_p()
_NONE = c_uint64(0)
_ONE = c_uint64(1)


def _frame(space: Space) -> Frame:
    try:
        found: Frame = space.frames.pop()
    except IndexError:
        return Frame()
    return found


class Held:
    """A reference of a VM."""

    __slots__ = ("_space", "_ref", "_kind", "__weakref__")

    _space: Space
    _ref: int
    _kind: int

    def __init__(self, space: Space, ref: int, kind: int) -> None:
        self._ref = ref
        self._space = space
        self._kind = kind

    def _drop(self) -> None:
        ref, self._ref = self._ref, 0
        if ref:
            self._space.release((ref,))

    def __del__(self) -> None:
        self._drop()


class HeldFunction(Held):
    """A reference to a function, ready to be called."""

    __slots__ = ("_words", "_address")

    def __init__(self, space: Space, ref: int, kind: int) -> None:
        super().__init__(space, ref, kind)
        self._words = array("q", [head(kind, _abi.LUAVM_VALUE_REFERENCE), signed(ref)])
        self._address = c_void_p(self._words.buffer_info()[0])

    def _drop(self) -> None:
        self._words[1] = 0
        super()._drop()

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        if options:
            return self._call_with(arguments, options)
        return call(self._space, self._address, arguments)

    def _call_with(self, arguments: Any, options: Any) -> Any:
        raise NotImplementedError


def call(space: Space, function: Any, arguments: Tuple[Any, ...]) -> Any:
    """Calls the function whose luavm_value is at an address, a c_void_p."""
    frame = _frame(space)
    out = frame.out
    count = len(arguments)
    try:
        if count == 1 and type(arguments[0]) is int and -1 << 63 <= arguments[0] < 1 << 63:
            frame.words[1] = arguments[0]
            given = frame.argument
            number = _ONE
        elif count == 0:
            given = _NULL
            number = _NONE
        else:
            encoder = Encoder(space, arguments)
            given = c_void_p(encoder.address)
            number = c_uint64(count)
        if space.guarded:
            status = space.shield(
                _sigint.guarded,
                _vm_call,
                space.c_handle,
                function,
                given,
                number,
                space.options,
                frame.out_ref,
            )
        elif space.functions or space.template:
            status = space.shield(
                _vm_call, space.c_handle, function, given, number, space.options, frame.out_ref
            )
        else:
            status = _vm_call(
                space.c_handle, function, given, number, space.options, frame.out_ref
            )
        if status != 0:
            raise space.failure(status, out.value)
        return _values(space, out.value or 0)
    finally:
        _free(out)
        out.value = None
        space.frames.append(frame)


def evaluate(space: Space, source: Union[str, bytes]) -> Any:
    """Compiles and runs a source under the VM's own limits."""
    text = encode("source", source)
    frame = _frame(space)
    out = frame.out
    try:
        arguments = (space.c_handle, text, c_uint64(len(text)), space.options, frame.out_ref)
        if space.guarded:
            status = space.shield(_sigint.guarded, _vm_eval, *arguments)
        else:
            status = space.shield(_vm_eval, *arguments)
        if status != 0:
            raise space.failure(status, out.value)
        return _values(space, out.value or 0)
    finally:
        _free(out)
        out.value = None
        space.frames.append(frame)


def _values(space: Space, block: int) -> Any:
    count, address = ARRAY.unpack_from(MEMORY, block + RESULT_VALUES_OFFSET)
    if count == 0:
        return None
    if count == 1:
        kind, _, payload = VALUE.unpack_from(MEMORY, address)
        if kind == _abi.LUAVM_INTEGER:
            return payload
    return read_value(space, block)
