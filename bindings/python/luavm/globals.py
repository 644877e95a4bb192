"""A VM's globals, as a mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator, MutableMapping

from ._codec import Encoder
from ._library import native
from .errors import ArgumentError
from .options import COPIES, LIVE, encode
from .result import read_value

if TYPE_CHECKING:
    from ._space import Space


def get_global(space: Space, path: str, live_tables: bool) -> Any:
    """A global or a field below one."""
    text = encode("path", path)
    options = LIVE if live_tables else COPIES
    return space.ask(read_value, native.vm_get, text, len(text), options=options)


def set_global(space: Space, path: str, value: Any, flags: int = 0) -> None:
    """Writes one."""
    text = encode("path", path)
    words = Encoder(space, (value,))
    space.ask(read_value, native.vm_set, text, len(text), words.address, flags)


class Globals(MutableMapping[str, Any]):
    """What all scripts of a VM find in their globals, by name: VM.globals.

    Tables come out as live views (luavm.Table); what is assigned is copied into the
    VM, for the lasting globals and for fresh ones. VM.get and VM.set take paths with
    dots.
    """

    __slots__ = ("_space",)

    def __init__(self, space: Space) -> None:
        self._space = space

    def __getitem__(self, name: str) -> Any:
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def get(self, name: str, default: Any = None) -> Any:
        found = get_global(self._space, name, True) if _is_name(name) else None
        return default if found is None else found

    def __setitem__(self, name: str, value: Any) -> None:
        if not _is_name(name):
            raise ArgumentError(f"{name!r} is no name of a global; VM.set takes paths")
        set_global(self._space, name, value)

    def __delitem__(self, name: str) -> None:
        self[name]
        self[name] = None

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(get_global(self._space, "", True))

    def __len__(self) -> int:
        return len(get_global(self._space, "", True))

    def __repr__(self) -> str:
        return f"<luavm.Globals of VM {self._space.handle:#x}>"


def _is_name(name: object) -> bool:
    if not isinstance(name, str):
        raise TypeError(f"the name of a global must be a str, not {type(name).__name__}")
    return name != "" and "." not in name
