"""A Lua table, seen from Python."""

from __future__ import annotations

from typing import Any, Dict, ItemsView, Iterator, KeysView, MutableMapping, ValuesView

from . import _abi, _define
from ._codec import Encoder
from ._engine import Held
from ._library import native
from .options import COPIES, LIVE, SHALLOW
from .references import Reference
from .result import read_value


class Table(Held, Reference, MutableMapping[Any, Any]):
    """A live view of a Lua table, as a mapping: reading and writing work as in a
    script, metamethods included; a key that has no value is a KeyError. Tables in it
    come out as views too. Lua counts from 1.

    Iteration goes over a copy made when it begins. `len` counts all keys;
    `length()` is Lua's `#`.
    """

    __slots__ = ()

    def __getitem__(self, key: Any) -> Any:
        value = self.get(key)
        if value is None:
            raise KeyError(key)
        return value

    def get(self, key: Any, default: Any = None) -> Any:
        words = Encoder(self._space, (key,))
        found = self._space.ask(
            read_value, native.vm_index, self._ref, words.address, options=LIVE
        )
        return default if found is None else found

    def __setitem__(self, key: Any, value: Any) -> None:
        words = Encoder(self._space, (key, value))
        self._space.ask(
            read_value,
            native.vm_assign,
            self._ref,
            words.address,
            words.address + 16,
            options=LIVE,
        )

    def __delitem__(self, key: Any) -> None:
        self[key]
        self[key] = None

    def __contains__(self, key: Any) -> bool:
        return self.get(key) is not None

    def __iter__(self) -> Iterator[Any]:
        return iter(self._snapshot())

    def __len__(self) -> int:
        return len(self._snapshot())

    def __bool__(self) -> bool:
        return True

    def keys(self) -> KeysView[Any]:
        return self._snapshot().keys()

    def values(self) -> ValuesView[Any]:
        return self._snapshot().values()

    def items(self) -> ItemsView[Any, Any]:
        return self._snapshot().items()

    def length(self) -> int:
        """Lua's `#`: the last of the items that stand in a row from 1."""
        return int(self._space.helper("return #...", self, COPIES))

    def to_python(self) -> Any:
        """A copy: a list or a dict, and so what is in it."""
        return self._space.helper("return ...", self, COPIES)

    def _snapshot(self) -> Dict[Any, Any]:
        found: Any = self._space.helper("return ...", self, SHALLOW)
        return dict(enumerate(found, 1)) if isinstance(found, list) else dict(found)

    __eq__ = object.__eq__
    __hash__ = object.__hash__


_define.REFERENCES[_abi.LUAVM_TABLE] = Table
