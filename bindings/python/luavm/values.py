"""Lua values, as found in a result block, turned into Python's.

nil None, boolean bool, integer int, number float, string str (bytes when it is
not valid UTF-8), function, coroutine and userdata Opaque. A table with the keys
1..n and no other is a list; every other table, the empty one included, a dict.
One table is one object, so what the script shared is shared and cycles stay.
"""

from __future__ import annotations

import sys
from ctypes import c_ubyte
from dataclasses import dataclass
from struct import Struct
from typing import Any, Dict, List, Tuple, Union

from . import _abi
from .errors import ConversionError


@dataclass(frozen=True)
class Opaque:
    """A value that has no form outside its VM. Equal within one result means the
    same value there; across results it means nothing."""

    kind: str
    """"function", "coroutine" or "userdata"."""
    id: int

    def __repr__(self) -> str:
        return f"<Lua {self.kind} {self.id:#x}>"


Value = Union[None, bool, int, float, str, bytes, List[Any], Dict[Any, Any], Opaque]

# All of this process's memory as one buffer: reading a struct at an address is
# unpack_from, a fifth of the time of a ctypes Structure.
_MEMORY = memoryview((c_ubyte * sys.maxsize).from_address(0)).cast("B")

_VALUE = Struct("iIq")  # luavm_value: type, reserved, as
_BYTES = Struct("PN")  # luavm_bytes: data, length
_TABLE = Struct("QNPNP")  # luavm_table: id, item_count, items, pair_count, pairs
_AS_INTEGER = Struct("q")
_AS_NUMBER = Struct("d")
_AS_OPAQUE = Struct("Q")


def decode(address: int, count: int) -> List[Value]:
    """The `count` luavm_values at `address`. Tables are filled from a list of
    those met, not by recursion: depth costs nothing."""
    decoder = _Decoder()
    if count == 1:
        kind, _, payload = _VALUE.unpack_from(_MEMORY, address)
        values = [decoder.readers[kind](payload)]
    else:
        values = decoder.read(address, count)
    while decoder.unread:
        decoder.fill(*decoder.unread.pop())
    return values


def show(data: bytes) -> str:
    """Text for people: bytes that are not UTF-8 become \\xNN."""
    return data.decode("utf-8", "backslashreplace")


def _string(address: int) -> Union[str, bytes]:
    data, length = _BYTES.unpack_from(_MEMORY, address)
    raw = _MEMORY[data : data + length]
    try:
        return str(raw, "utf-8")
    except UnicodeDecodeError:
        return bytes(raw)


def _nil(payload: int) -> None:
    return None


def _number(payload: int) -> float:
    return float(_AS_NUMBER.unpack(_AS_INTEGER.pack(payload))[0])


def _opaque(kind: str) -> Any:
    return lambda payload: Opaque(kind, _AS_OPAQUE.unpack(_AS_INTEGER.pack(payload))[0])


_function, _coroutine, _userdata = map(_opaque, ("function", "coroutine", "userdata"))


class _Decoder:
    """The tables of one result: those met so far, and those still to be read."""

    def __init__(self) -> None:
        self.tables: Dict[int, Any] = {}  # by address: their Python object
        self.unread: List[Tuple[Any, int, int, int, int]] = []
        self.readers = (  # by luavm_type
            _nil,
            bool,
            int,
            _number,
            _string,
            self.table,
            _function,
            _coroutine,
            _userdata,
        )

    def read(self, address: int, count: int) -> List[Any]:
        """An array of luavm_values. Numbers alone are copied in one go."""
        if count == 0:
            return []
        raw = _MEMORY[address : address + count * _VALUE.size]
        kinds = raw.cast("i")[::4].tolist()
        alike = kinds[0] if kinds.count(kinds[0]) == count else None
        if alike == _abi.LUAVM_NUMBER:
            return raw.cast("d")[1::2].tolist()
        payloads = raw.cast("q")[1::2].tolist()
        if alike == _abi.LUAVM_INTEGER:
            return payloads
        if alike is not None:
            return list(map(self.readers[alike], payloads))
        readers = self.readers
        return [readers[kind](payload) for kind, payload in zip(kinds, payloads)]

    def table(self, address: int) -> Any:
        """The object for a table, empty when it is met for the first time."""
        found = self.tables.get(address)
        if found is None:
            _, item_count, items, pair_count, pairs = _TABLE.unpack_from(_MEMORY, address)
            found = [] if item_count and not pair_count else {}
            self.tables[address] = found
            self.unread.append((found, item_count, items, pair_count, pairs))
        return found

    def fill(self, into: Any, item_count: int, items: int, pair_count: int, pairs: int) -> None:
        """Gives the object for a table its content."""
        if isinstance(into, list):
            into.extend(self.read(items, item_count))
            return
        into.update(zip(range(1, item_count + 1), self.read(items, item_count)))
        flat = self.read(pairs, 2 * pair_count)
        try:
            into.update(zip(flat[0::2], flat[1::2]))
        except TypeError:  # a list or a dict, from a table
            raise ConversionError(
                "the script returned a table with a table as a key, which no Python dict "
                "can hold; return the keys as a list of their own"
            ) from None
        if len(into) != item_count + pair_count:
            raise ConversionError(
                "the script returned a table with both keys true and 1, or false and 0, "
                "which are one key in a Python dict; use strings or numbers alone"
            )
