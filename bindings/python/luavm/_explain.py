"""Why a value has no form in Lua, and where it stands."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Deque, Dict, List, Sequence, Tuple

from .errors import ArgumentError

if TYPE_CHECKING:
    from ._space import Space

BYTES_LIKE = (bytes, bytearray, memoryview)


def unfit(keys: List[Any]) -> bool:
    types = set(map(type, keys))
    if types == {str} or types == {int}:
        return False
    if len(types) > 1 and len(set(map(_text, keys))) != len(keys):
        return True  # 'a' beside b'a'
    return any(key is None or key != key or isinstance(key, tuple) for key in keys)


def _text(key: Any) -> Any:
    return key.encode() if isinstance(key, str) else key


def explain(space: Space, values: Sequence[Any], problem: BaseException) -> BaseException:
    """The exception for the first of the values that has no form in Lua, with the
    path to it. `problem` itself where every one has."""
    todo: Deque[Tuple[str, Any]] = deque(
        (f"value {place}", value) for place, value in enumerate(values, 1)
    )
    seen = set()
    while todo:
        path, value = todo.popleft()
        if isinstance(value, (list, tuple, dict)):
            if id(value) in seen:
                continue
            seen.add(id(value))
            found = _bad_key(path, value) if isinstance(value, dict) else None
            if found is not None:
                return found
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            todo.extend((f"{path}[{_short(key)}]", item) for key, item in inner)
            if isinstance(value, dict):
                todo.extend((f"the key {_short(key)} of {path}", key) for key in value)
        else:
            found = _problem(space, path, value)
            if found is not None:
                return found
    return problem


def _bad_key(path: str, value: Dict[Any, Any]) -> "BaseException | None":
    met = set()
    for key in value:
        if key is None or key != key:
            return ArgumentError(f"{path} has the key {key!r}, which no Lua table can hold")
        if isinstance(key, tuple):
            return TypeError(f"{path} has a tuple as a key, which Lua could never look up")
        try:
            same = _text(key)
        except UnicodeEncodeError:
            continue  # told of as a value
        if same in met:
            return ArgumentError(
                f"{path} has the keys {key!r} as str and as bytes, which are one key in Lua"
            )
        met.add(same)
    return None


def _problem(space: Space, path: str, value: Any) -> "BaseException | None":
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            return ArgumentError(f"{path} has no UTF-8 form: {error}")
    elif isinstance(value, int):
        if not -(1 << 63) <= value < 1 << 63:
            return ArgumentError(f"{path} does not fit into 64 bits: Lua has no such integer")
    elif value is not None and not isinstance(value, (float, *BYTES_LIKE)):
        return space.refusal(path, value)
    return None


def _short(key: Any) -> str:
    text = repr(key)
    return text if len(text) <= 40 else text[:37] + "..."
