"""What the library calls: host functions, and the end of what was lent to it.

These few ctypes functions serve all VMs and live as long as the process.
"""

from __future__ import annotations

from ctypes import CFUNCTYPE, c_int32, c_void_p, cast
from typing import Any, Dict, List, NoReturn

from . import _abi, _homes, _sigint
from ._choice import accel
from ._codec import Encoder, decode
from ._explain import BYTES_LIKE, explain, unfit
from ._library import lib
from ._memory import ARRAY, CALLER, MEMORY, REPLY_VALUES_OFFSET, VALUE, number_word
from .errors import ConversionError, LuaVmError, UnsupportedError
from .options import encode
from .pending import Pending
from .result import complete
from .values import refuse

_DIRECT: Dict[type, Any] = {  # what fits into a luavm_value: its type, its payload
    type(None): (_abi.LUAVM_NIL, lambda value: 0),
    bool: (_abi.LUAVM_BOOLEAN, int),
    int: (_abi.LUAVM_INTEGER, int),
    float: (_abi.LUAVM_NUMBER, number_word),
}


def call(user: int, given: int, reply: int) -> int:
    space = None
    try:
        vm, count, arguments = CALLER.unpack_from(MEMORY, given)
        space = _homes.spaces.get(vm, _nowhere)()
        if space is None:  # it was closed meanwhile
            return _abi.LUAVM_CANCELLED
        try:
            function = _homes.function(user)
            values = decode(space, arguments, count, True) if count else ()
            return _answer(space, reply, function(*values))
        except BaseException as error:
            return _failed(space, reply, error)
    except BaseException as error:  # no memory, no stack, Ctrl-C in between
        if space is not None:
            space.leaving = error
        return _abi.LUAVM_CANCELLED


def _nowhere() -> None:
    return None


def _answer(space: Any, reply: int, result: Any) -> int:
    direct = _DIRECT.get(type(result))
    if direct is not None and (direct[0] != 2 or -1 << 63 <= result < 1 << 63):
        _, values = ARRAY.unpack_from(MEMORY, reply + REPLY_VALUES_OFFSET)
        VALUE.pack_into(MEMORY, values, direct[0], 0, direct[1](result))
        ARRAY.pack_into(MEMORY, reply + REPLY_VALUES_OFFSET, 1, values)
        return _abi.LUAVM_OK
    if isinstance(result, Pending):
        return _wait(space, None, result.values)
    if hasattr(result, "__await__"):
        return _wait(space, result, ())
    _write(space, reply, result if type(result) is tuple else (result,))
    return _abi.LUAVM_OK


def _write(space: Any, reply: int, values: Any) -> None:
    space.answer = encoder = Encoder(space, values)  # the library reads it at once
    ARRAY.pack_into(MEMORY, reply + REPLY_VALUES_OFFSET, len(values), encoder.address)


def _wait(space: Any, awaitable: Any, values: Any) -> int:
    run = space.run
    if run is None:
        if hasattr(awaitable, "close"):
            awaitable.close()
        raise UnsupportedError(
            "this host function answers later, and the script was not started so that it "
            "can wait: use eval_async, call_async or start"
        )
    run.wait(awaitable, values)
    return _abi.LUAVM_PENDING


def _failed(space: Any, reply: int, error: BaseException) -> int:
    """Raises an exception in the script: as an object, so that the same comes out.
    What is no Exception, or finds no room for an object, ends the run instead."""
    if isinstance(error, Exception):
        try:
            _write(space, reply, (error,))
            return _abi.LUAVM_RUNTIME
        except LuaVmError:
            if space.closed:
                return _abi.LUAVM_CANCELLED
    space.leaving = error
    return _abi.LUAVM_CANCELLED


def _release(user: int) -> None:
    _homes.forget(user)


def _object_release(user: int, place: int) -> None:
    _homes.forget_object(user, place)


_CALL = CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)(call)
_RELEASE = CFUNCTYPE(None, c_void_p)(_release)
_OBJECT_RELEASE = CFUNCTYPE(None, c_void_p, c_void_p)(_object_release)


def _address(function: Any) -> int:
    return cast(function, c_void_p).value or 0


def _explained(space: Any, values: Any) -> NoReturn:
    problem = RuntimeError("a value changed while it was on its way into Lua")
    raise explain(space, values, problem) from None


def _other(space: Any, value: Any, taken: List[int]) -> Any:
    """What the extension leaves to Python."""
    return bytes(value) if isinstance(value, BYTES_LIKE) else space.value_of(value, taken)


def _bind(accel: Any) -> int:
    """The extension's own form of call, once it knows the library and the rest."""
    functions = ("vm_call", "vm_eval", "vm_result_free", "vm_release")
    hooks = {
        "other": _other,
        "encode": encode,
        "explain": _explained,
        "unfit": unfit,
        "refuse": refuse,
        "conversion": ConversionError,
        "complete": complete,
        "failed": _failed,
        "answer": _answer,
        "lookup": _homes.function,
        "spaces": _homes.spaces,
        "guarded": _sigint.guarded,
    }
    return int(accel.bind({name: _address(getattr(lib, name)) for name in functions}, hooks))


CALL = _abi.luavm_callback(_address(_CALL) if accel is None else _bind(accel))
RELEASE = CFUNCTYPE(None, c_void_p)(_address(_RELEASE))
OBJECT_RELEASE = CFUNCTYPE(None, c_void_p, c_void_p)(_address(_OBJECT_RELEASE))
