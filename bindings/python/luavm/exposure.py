"""Python objects that scripts may use: what of them, and nothing else."""

from __future__ import annotations

from typing import Any, Callable, Iterable, Mapping, Optional, Type, TypeVar, Union, overload

from . import _abi

Names = Union[Iterable[str], Mapping[str, Union[str, Callable[..., Any]]]]
"""Names as they are in Python; or by their names in Lua, the names in Python or
functions of the object."""

ATTRIBUTE = "__luavm_exposure__"

_UNARY = ("__len", "__unm", "__bnot")  # Lua calls these with their operand twice

_T = TypeVar("_T")


class Exposure:
    """What scripts may reach of an object."""

    __slots__ = ("name", "methods", "readable", "writable", "__weakref__")

    def __init__(self, name: str, methods: Names, properties: Names, writable: Names) -> None:
        self.name = name
        self.methods = {lua: _method(lua, python) for lua, python in _pairs("methods", methods)}
        self.methods.setdefault("__eq", _same)
        self.writable = dict(_pairs("writable", writable))
        self.readable = {lua: _reader(python) for lua, python in _pairs("properties", properties)}
        for lua, python in self.writable.items():
            if not isinstance(python, str):
                raise TypeError(f"writable: {lua!r} needs the name of an attribute")
            self.readable.setdefault(lua, _reader(python))
        if len(self.methods) > _abi.LUAVM_METHOD_MAX:
            raise ValueError(f"at most {_abi.LUAVM_METHOD_MAX:,} methods can be exposed")

    def read(self, target: Any, key: Any) -> Any:
        """A property; None where it is not exposed."""
        reader = self.readable.get(key) if isinstance(key, str) else None
        return None if reader is None else reader(target)

    def write(self, target: Any, key: Any, value: Any) -> None:
        """Assigns to a property, if it is one that may be."""
        attribute = self.writable.get(key) if isinstance(key, str) else None
        if not isinstance(attribute, str):
            raise AttributeError(f"{self.name} has no property {key!r} that can be written")
        setattr(target, attribute, value)


@overload
def exposed(target: Type[_T]) -> Type[_T]: ...


@overload
def exposed(
    target: None = None,
    *,
    methods: Names = (),
    properties: Names = (),
    writable: Names = (),
    name: Optional[str] = None,
) -> Callable[[Type[_T]], Type[_T]]: ...


def exposed(
    target: Any = None,
    *,
    methods: Names = (),
    properties: Names = (),
    writable: Names = (),
    name: Optional[str] = None,
) -> Any:
    """A class decorator: scripts may be given the class's objects, and use of them
    what is listed here.

    methods     called with a colon, `player:award(10)`; a name with two
                underscores is the metamethod ("__tostring", "__call", "__len")
    properties  read, `player.points`
    writable    read and written
    name        what tostring and messages call it; the class's name

    Each is a list of names, or a dict from the names in Lua to those in Python or
    to functions that take the object.
    """

    def decorate(cls: Any) -> Any:
        if not isinstance(cls, type):
            raise TypeError(f"exposed is for classes; {cls!r} is none: see VM.expose")
        exposure = Exposure(name or cls.__name__, methods, properties, writable)
        setattr(cls, ATTRIBUTE, exposure)
        return cls

    return decorate if target is None else decorate(target)


def _pairs(what: str, names: Names) -> Any:
    if isinstance(names, str):
        raise TypeError(f"{what} must be a list of names, not the text {names!r}")
    pairs = list(names.items()) if isinstance(names, Mapping) else [(n, n) for n in names]
    for lua, python in pairs:
        if not isinstance(lua, str) or not (isinstance(python, str) or callable(python)):
            raise TypeError(f"{what}: {lua!r} and {python!r} do not name anything")
    return pairs


def _method(lua: str, python: Union[str, Callable[..., Any]]) -> Callable[..., Any]:
    if isinstance(python, str):
        name = python
        if lua in _UNARY:
            return lambda target, *_: getattr(target, name)()
        return lambda target, *arguments: getattr(target, name)(*arguments)
    if lua not in _UNARY:
        return python
    function: Callable[..., Any] = python
    return lambda target, *_: function(target)


def _reader(python: Union[str, Callable[..., Any]]) -> Callable[..., Any]:
    if not isinstance(python, str):
        return python
    name = python
    return lambda target: getattr(target, name)


def _same(left: Any, right: Any) -> bool:
    return left is right


def message(error: BaseException) -> str:
    """What a script sees of an exception."""
    try:
        return str(error) or type(error).__name__
    except Exception:
        return type(error).__name__


def _joined(left: Any, right: Any) -> str:
    return "".join(message(x) if isinstance(x, BaseException) else str(x) for x in (left, right))


ERROR = Exposure("error", {"__tostring": message, "__concat": _joined}, {"message": message}, ())
"""What scripts may reach of an exception."""

