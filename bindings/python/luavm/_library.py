"""Finds libluavm and gives its functions their types."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import Any, List

from . import _abi

_FILE = {"darwin": "libluavm.dylib", "win32": "luavm.dll"}.get(sys.platform, "libluavm.so")


def candidates() -> List[str]:
    """Where the library may be, in order. LUAVM_LIBRARY, when set, stands alone:
    who names a file wants that one and no other."""
    chosen = os.environ.get("LUAVM_LIBRARY")
    if chosen:
        return [chosen]
    return [str(Path(__file__).resolve().parent / _FILE), _FILE]


def load() -> ctypes.CDLL:
    """The library with every prototype set. CDLL gives up Python's lock during a
    call, so other threads run while a script does."""
    tried = []
    for path in candidates():
        try:
            library = ctypes.CDLL(path)
        except OSError as problem:
            tried.append(f"  {path}: {problem}")
            continue
        declare(library, path)
        return library
    raise ImportError(
        "libluavm was not found. Tried:\n"
        + "\n".join(tried)
        + "\nSet LUAVM_LIBRARY to the full path of the library, or put it next to the package."
    )


def declare(library: ctypes.CDLL, path: str) -> None:
    """Sets the prototypes, after making sure that they are this library's."""
    try:
        abi_version = library.luavm_abi_version
    except AttributeError:
        raise ImportError(f"{path} is not libluavm: it has no luavm_abi_version") from None
    abi_version.restype = ctypes.c_uint32
    found = abi_version()
    if found != _abi.LUAVM_ABI_VERSION:
        raise ImportError(
            f"{path} has ABI version {found}, this package needs {_abi.LUAVM_ABI_VERSION}: "
            "install the library and the package from the same release"
        )
    for name, (returns, takes) in _abi.PROTOTYPES.items():
        try:
            function = getattr(library, name)
        except AttributeError:
            raise ImportError(f"{path} lacks {name}: it is not a complete libluavm") from None
        function.restype = returns
        function.argtypes = takes


class Native:
    """The same functions for addresses and handles as plain integers: half the
    time of a call with typed pointers."""

    def __init__(self, library: ctypes.CDLL) -> None:
        for name, (returns, takes) in _abi.PROTOTYPES.items():
            function = library[name]
            function.restype = returns
            function.argtypes = tuple(map(_plain, takes))
            setattr(self, name, function)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"luavm.h has no {name}")


def _plain(kind: Any) -> Any:
    return ctypes.c_void_p if issubclass(kind, ctypes._Pointer) else kind


lib = load()
native = Native(lib)
