"""Python values turned into luavm_values.

None nil, bool boolean, int integer, float number, str and bytes string, list,
tuple and dict table, function function; luavm's own stand for what they stand
for. Lists of one type are converted in bulk. Tables are filled from a list of
those met, not by recursion, and each object becomes one table: what is shared
stays shared, and cycles stay cycles.
"""

from __future__ import annotations

from array import array
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Sequence, Tuple

from . import _abi
from ._explain import BYTES_LIKE, explain, unfit
from ._memory import MEMORY, TABLE, address_of, head, number_word

if TYPE_CHECKING:
    from ._space import Space

NIL = head(_abi.LUAVM_NIL)
BOOLEAN = head(_abi.LUAVM_BOOLEAN)
INTEGER = head(_abi.LUAVM_INTEGER)
NUMBER = head(_abi.LUAVM_NUMBER)
STRING = head(_abi.LUAVM_BYTES)
_TABLE = head(_abi.LUAVM_TABLE)

Column = Tuple["array[int]", "array[int]"]  # first words, second words

_EMPTY = bytes(16)


class Encoder:
    """An array of luavm_values: `address`, valid for as long as this lives."""

    def __init__(self, space: Space, values: Sequence[Any]) -> None:
        self._space = space
        self._keep: List[Any] = []
        self._tables: Dict[int, int] = {}  # by id: the luavm_table's address
        self._unread: List[Tuple[Any, int]] = []
        self.taken: List[int] = []  # references made on the way
        try:
            self.address = self._rows(self._column(values))
            while self._unread:
                self._fill(*self._unread.pop())
        except BaseException as problem:
            space.release(self.taken)
            if isinstance(problem, (TypeError, OverflowError, UnicodeEncodeError, _Refused)):
                raise explain(space, values, problem) from None
            raise

    def _rows(self, *columns: Column) -> int:
        """Columns side by side."""
        width = 2 * len(columns)
        words = array("q", _EMPTY * (len(columns) * len(columns[0][0])))
        for place, (heads, payloads) in enumerate(columns):
            words[2 * place :: width] = heads
            words[2 * place + 1 :: width] = payloads
        self._keep.append(words)
        return words.buffer_info()[0]

    def _column(self, values: Sequence[Any]) -> Column:
        types = set(map(type, values))
        if len(types) == 1:
            bulk = _BULK.get(next(iter(types)))
            if bulk is not None:
                return bulk(self, values)
        heads, payloads, texts = array("q"), array("q"), []
        for value in values:
            kind = type(value)
            if kind is str:
                texts.append((len(heads), value.encode()))
                word, payload = STRING, 0
            elif kind is int:
                word, payload = INTEGER, value
            elif value is None:
                word, payload = NIL, 0
            elif kind is float:
                word, payload = NUMBER, number_word(value)
            elif kind is bool:
                word, payload = BOOLEAN, value
            elif kind is list or kind is dict or kind is tuple:
                word, payload = _TABLE, self._table(value)
            elif isinstance(value, BYTES_LIKE):
                texts.append((len(heads), bytes(value)))
                word, payload = STRING, 0
            else:
                word, payload = self._other(value, texts, len(heads))
            heads.append(word)
            payloads.append(payload)
        if texts:
            for (place, _), address in zip(texts, self._strings([text for _, text in texts])):
                payloads[place] = address
        return heads, payloads

    def _other(self, value: Any, texts: List[Tuple[int, bytes]], place: int) -> Tuple[int, int]:
        """Subclasses of the plain types, then what the VM knows."""
        if isinstance(value, str):
            texts.append((place, str.encode(value)))
            return STRING, 0
        if isinstance(value, int):
            return INTEGER, int(value)
        if isinstance(value, float):
            return NUMBER, number_word(value)
        if isinstance(value, (list, tuple, dict)):
            return _TABLE, self._table(value)
        return self._space.value_of(value, self.taken)

    def _strings(self, texts: List[bytes]) -> range:
        """The addresses of a luavm_bytes for each."""
        blob = b"".join(texts)
        lengths = array("q", map(len, texts))
        runs = array("q", _EMPTY * len(texts))
        runs[0::2] = array("q", accumulate(lengths[:-1], initial=address_of(blob)))
        runs[1::2] = lengths
        self._keep.append(blob)
        self._keep.append(runs)
        start = runs.buffer_info()[0]
        return range(start, start + 16 * len(texts), 16)

    def _table(self, value: Any) -> int:
        """The address of the luavm_table, still empty when it is met at first."""
        found = self._tables.get(id(value))
        if found is None:
            room = array("q", bytes(TABLE.size))
            found = self._tables[id(value)] = room.buffer_info()[0]
            self._keep.append(room)
            self._unread.append((value, found))
        return found

    def _fill(self, value: Any, address: int) -> None:
        count = len(value)
        if count == 0:
            return
        if not isinstance(value, dict):
            TABLE.pack_into(MEMORY, address, 0, count, self._rows(self._column(value)), 0, 0)
            return
        keys = list(value)
        if unfit(keys):
            raise _Refused
        rows = self._rows(self._column(keys), self._column(list(value.values())))
        TABLE.pack_into(MEMORY, address, 0, 0, 0, count, rows)


class _Refused(Exception):
    """Something within the values has no form in Lua; explain says what."""


def _integers(encoder: Encoder, values: Sequence[int]) -> Column:
    return array("q", [INTEGER]) * len(values), array("q", values)


def _numbers(encoder: Encoder, values: Sequence[float]) -> Column:
    return array("q", [NUMBER]) * len(values), array("q", array("d", values).tobytes())


def _booleans(encoder: Encoder, values: Sequence[bool]) -> Column:
    return array("q", [BOOLEAN]) * len(values), array("q", values)


def _texts(encoder: Encoder, values: Sequence[str]) -> Column:
    addresses = encoder._strings(list(map(str.encode, values)))
    return array("q", [STRING]) * len(values), array("q", addresses)


_BULK: Dict[type, Callable[[Encoder, Any], Column]] = {
    int: _integers,
    float: _numbers,
    bool: _booleans,
    str: _texts,
}
