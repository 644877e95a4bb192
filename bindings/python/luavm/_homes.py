"""Whose a host function is.

The library knows a Python function as a number. What it stands for is kept by a
home, the VM's or the template's, and by nothing else: so Python's collector sees
every cycle through Lua, and the library never owns a Python object.
"""

from __future__ import annotations

import itertools
from typing import Any, Callable, Dict
from weakref import ref

from .process import take_error


class Home:
    """The functions of one VM or one template."""

    __slots__ = ("functions", "objects", "__weakref__")

    def __init__(self) -> None:
        self.functions: Dict[int, Callable[..., Any]] = {}  # by number
        self.objects: Dict[int, Any] = {}  # host objects, by number

    def refused(self, status: int, error: Any) -> Exception:
        """The exception for a status and its message, which is freed."""
        return take_error(status, error)


_numbers = itertools.count(1)
homes: Dict[int, "ref[Home]"] = {}  # by function number
"""Where to look for a function."""
spaces: Dict[int, "ref[Any]"] = {}
"""By handle: where to look for a VM."""


def number() -> int:
    """A number never used before."""
    return next(_numbers)


def adopt(home: Home, function: Callable[..., Any]) -> int:
    """Gives a function a number under which its home keeps it."""
    user = number()
    home.functions[user] = function
    homes[user] = ref(home)
    return user


def function(user: int) -> Callable[..., Any]:
    """What a number stands for."""
    home = homes[user]()
    assert home is not None, "a home outlives its VM"
    return home.functions[user]


def forget(user: int) -> None:
    """The library needs the function no more."""
    home = homes.pop(user, _nowhere)()
    if home is not None:
        found = home.functions.pop(user, None)
        for part in getattr(found, "parts", ()):
            forget(part)


def forget_object(user: int, place: int) -> None:
    """Scripts hold the object no more; `user` is its class."""
    home = homes.get(user, _nowhere)()
    if home is not None:
        home.objects.pop(place, None)


def _nowhere() -> None:
    return None

