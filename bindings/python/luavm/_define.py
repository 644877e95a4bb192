"""Host functions, classes and objects, as the library is told of them."""

from __future__ import annotations

from ctypes import POINTER, addressof, byref, c_char_p, c_uint64, c_void_p, sizeof
from typing import TYPE_CHECKING, Any, Callable, Dict, List

from . import _abi, _callback
from ._homes import Home, adopt, forget, number
from ._library import lib, native
from .errors import ArgumentError
from .options import encode

if TYPE_CHECKING:
    from ._exchange import Exchange
    from .exposure import Exposure

# Filled in by the modules that define them.
REFERENCE: Any = ()
REFERENCES: Dict[int, Any] = {}  # by luavm_type


def definition(
    home: Home, function: Callable[..., Any], name: str, live_tables: bool
) -> _abi.luavm_function:
    """A function that its home has adopted; to be forgotten if it is refused."""
    if not callable(function):
        raise TypeError(f"a host function must be callable, not {type(function).__name__}")
    text = encode("name", name)
    return _abi.luavm_function(
        struct_size=sizeof(_abi.luavm_function),
        flags=_abi.LUAVM_FUNCTION_KEEP_TABLES if live_tables else 0,
        name=text,
        name_length=len(text),
        call=_callback.CALL,
        user=adopt(home, function),
        release=_callback.RELEASE,
    )


def accept(home: Home, status: int, user: int, error: Any) -> None:
    """Raises what a refusal was for; the library has then taken nothing."""
    if status != _abi.LUAVM_OK:
        forget(user)
        raise home.refused(status, error)


def make_function(space: Exchange, function: Callable[..., Any], live_tables: bool = False) -> int:
    """A reference to a host function that is in no table."""
    name = getattr(function, "__qualname__", "") or type(function).__name__
    ref = c_uint64()
    error = POINTER(_abi.luavm_buffer)()
    told = definition(space, function, name[:200].replace("\0", "?"), live_tables)
    status = lib.vm_function(space.handle, byref(told), byref(ref), byref(error))
    accept(space, status, told.user, error)
    return ref.value


def make_object(space: Exchange, exposure: Exposure, value: Any) -> int:
    """A reference to a new host object."""
    kind = space.kinds.get(exposure)
    if kind is None:
        kind = space.kinds[exposure] = _make_class(space, exposure)
    place = number()
    ref = c_uint64()
    error = POINTER(_abi.luavm_buffer)()
    space.objects[place] = value
    status = native.vm_object(space.handle, kind, place, byref(ref), byref(error))
    if status != _abi.LUAVM_OK:
        del space.objects[place]
        raise space.refused(status, error)
    return ref.value


class _Properties:
    """Reads a property when called with (object, key), writes one with a value
    more: the library has one number for both."""

    def __init__(self, exposure: Exposure) -> None:
        self.exposure = exposure
        self.parts: List[int] = []  # the methods' numbers, forgotten with this

    def __call__(self, target: Any, key: Any, *value: Any) -> Any:
        if value:
            return self.exposure.write(target, key, *value)
        return self.exposure.read(target, key)


def _make_class(space: Exchange, exposure: Exposure) -> int:
    properties = _Properties(exposure)
    user = adopt(space, properties)
    keep = [exposure.name.encode()]
    methods = (_abi.luavm_method * len(exposure.methods))()
    for method, (name, function) in zip(methods, exposure.methods.items()):
        text = name.encode()
        keep.append(text)
        part = adopt(space, function)
        properties.parts.append(part)
        method.name = c_void_p.from_buffer(c_char_p(text)).value
        method.name_length = len(text)
        method.call = _callback.CALL
        method.user = part
    told = _abi.luavm_class(
        struct_size=sizeof(_abi.luavm_class),
        name=keep[0],
        name_length=len(keep[0]),
        methods=addressof(methods),
        method_count=len(methods),
        get=_callback.CALL,
        set=_callback.CALL,
        user=user,
        release=_callback.RELEASE,
        object_release=_callback.OBJECT_RELEASE,
    )
    ref = c_uint64()
    error = POINTER(_abi.luavm_buffer)()
    status = lib.vm_class(space.handle, byref(told), byref(ref), byref(error))
    accept(space, status, user, error)
    return ref.value


def register(space: Exchange, name: str, function: Callable[..., Any], live_tables: bool) -> None:
    """Puts a host function where every script of the VM finds it."""
    error = POINTER(_abi.luavm_buffer)()
    told = definition(space, function, checked(name), live_tables)
    status = lib.vm_register(space.handle, byref(told), byref(error))
    accept(space, status, told.user, error)


def checked(name: Any) -> str:
    if not isinstance(name, str):
        raise TypeError(f"name must be a str, not {type(name).__name__}")
    if not name or "\0" in name:
        raise ArgumentError(f"a host function needs a name without NUL, not {name!r}")
    return name
