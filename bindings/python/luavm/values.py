"""Lua values, as the library hands them out, turned into Python's.

nil None, boolean bool, integer int, number float, string str (bytes when it is
not valid UTF-8), function luavm.Function, host object the object itself,
coroutine and other userdata luavm.Opaque. A table with the keys 1..n and no
other is a list; every other table, the empty one included, a dict; where asked
for, a luavm.Table instead. One table is one object, so what the script shared is
shared and cycles stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, NoReturn, Optional, Tuple, Union

from . import _abi
from ._memory import BYTES, MEMORY, TABLE, VALUE, unsigned, word_number
from .errors import ConversionError

if TYPE_CHECKING:
    from ._space import Space
    from .references import Function, Opaque
    from .table import Table

Value = Union[
    None, bool, int, float, str, bytes, List[Any], Dict[Any, Any], "Function", "Opaque", "Table"
]
"""What comes out of Lua; a host object that a script gives back is itself."""


def decode(space: Space, address: int, count: int, borrowed: bool = False) -> List[Any]:
    """The `count` luavm_values at `address`. Tables are filled from a list of
    those met, not by recursion: depth costs nothing.

    borrowed: references end with the host function that got them, so others are
    made of them. Where a table has no form in Python the rest is read all the
    same: every reference has to meet its owner.
    """
    decoder = _Decoder(space, borrowed)
    if count == 1:
        kind, flags, payload = VALUE.unpack_from(MEMORY, address)
        values = [decoder.one(kind, flags, payload)]
    else:
        values = decoder.read(address, count)
    problem: Optional[ConversionError] = None
    while decoder.unread:
        try:
            decoder.fill(*decoder.unread.pop())
        except ConversionError as error:
            problem = problem or error
    if problem is not None:
        raise problem
    return values


def show(data: bytes) -> str:
    """Text for people: bytes that are not UTF-8 become \\xNN."""
    return data.decode("utf-8", "backslashreplace")


def _string(address: int) -> Union[str, bytes]:
    data, length = BYTES.unpack_from(MEMORY, address)
    raw = MEMORY[data : data + length]
    try:
        return str(raw, "utf-8")
    except UnicodeDecodeError:
        return bytes(raw)


def _nil(payload: int) -> None:
    return None


_SCALARS = (_nil, bool, int, word_number, _string)  # by luavm_type


class _Decoder:
    """The tables of one result: those met so far, and those still to be read."""

    def __init__(self, space: Space, borrowed: bool) -> None:
        self.space = space
        self.borrowed = borrowed
        self.tables: Dict[int, Any] = {}  # by address: their Python object
        self.unread: List[Tuple[Any, int, int, int, int]] = []

    def one(self, kind: int, flags: int, payload: int) -> Any:
        if kind <= _abi.LUAVM_BYTES:
            return _SCALARS[kind](payload)
        if flags & _abi.LUAVM_VALUE_REFERENCE:
            return self.space.reference(kind, unsigned(payload), self.borrowed)
        if flags & _abi.LUAVM_VALUE_OBJECT:
            return self.space.host_object(payload)
        if kind == _abi.LUAVM_TABLE:
            return self.table(payload)
        return self.space.reference(kind, 0)

    def read(self, address: int, count: int) -> List[Any]:
        """An array of luavm_values. Numbers alone are copied in one go."""
        if count == 0:
            return []
        raw = MEMORY[address : address + count * VALUE.size]
        words = raw.cast("i")
        kinds = words[::4].tolist()
        alike = kinds[0] if kinds.count(kinds[0]) == count else None
        if alike == _abi.LUAVM_NUMBER:
            return raw.cast("d")[1::2].tolist()
        payloads = raw.cast("q")[1::2].tolist()
        if alike == _abi.LUAVM_INTEGER:
            return payloads
        if alike is not None and alike <= _abi.LUAVM_BYTES:
            return list(map(_SCALARS[alike], payloads))
        if max(kinds) <= _abi.LUAVM_BYTES:
            return [_SCALARS[kind](payload) for kind, payload in zip(kinds, payloads)]
        return list(map(self.one, kinds, words[1::4].tolist(), payloads))

    def table(self, address: int) -> Any:
        """The object for a table, empty when it is met for the first time."""
        found = self.tables.get(address)
        if found is None:
            _, item_count, items, pair_count, pairs = TABLE.unpack_from(MEMORY, address)
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
        update(into, flat, item_count + pair_count)


def update(into: Dict[Any, Any], flat: List[Any], count: int) -> None:
    """Puts keys and values, which stand by turns, into a dict of then `count`."""
    try:
        into.update(zip(flat[0::2], flat[1::2]))
    except TypeError:  # a list or a dict, from a table
        refuse(TABLE_AS_KEY)
    if len(into) != count:
        refuse(KEYS_MERGED)


TABLE_AS_KEY, KEYS_MERGED = 1, 2


def refuse(problem: int) -> NoReturn:
    """Raises for a table that no dict can be."""
    raise ConversionError(
        "the script returned a table with a table as a key, which no Python dict "
        "can hold; return the keys as a list of their own"
        if problem == TABLE_AS_KEY
        else "the script returned a table with both keys true and 1, or false and 0, "
        "which are one key in a Python dict; use strings or numbers alone"
    ) from None
