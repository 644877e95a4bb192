"""What VMs are allowed, from one document."""

from __future__ import annotations

import json
import os
from ctypes import byref, c_uint64, sizeof
from typing import Any, Dict, Mapping, Union

from . import _abi
from ._library import lib
from ._memory import text_at
from ._owned import Owned, no_error
from .errors import ArgumentError, check
from .limits import UNLIMITED
from .options import encode
from .process import take_error
from .store import Store


class Policy(Owned):
    """Limits, libraries, hosts, stores: luavm.VM(policy=policy).

    document  the JSON text, or the same as a dict; luavm.UNLIMITED in it is "unlimited"
    name      what messages call it
    folder    what relative paths in it start from; the working directory

    Raises LuaSyntaxError for what is no such document, with the line and the column;
    UnsupportedError for a service that the library was built without.
    """

    __slots__ = ()

    _what = "policy"

    def __init__(
        self,
        document: Union[str, bytes, Mapping[str, Any]],
        *,
        name: str = "",
        folder: Union[str, "os.PathLike[str]"] = "",
    ) -> None:
        text = encode("document", document) if isinstance(document, (str, bytes)) else _json(document)
        name_ = encode("name", name)
        folder_ = os.fsencode(folder)
        options = _abi.luavm_policy_options(
            struct_size=sizeof(_abi.luavm_policy_options),
            json=text,
            json_length=len(text),
            name=name_,
            name_length=len(name_),
            folder=folder_,
            folder_length=len(folder_),
        )
        handle = c_uint64()
        error = no_error()
        status = lib.policy_new(byref(options), byref(handle), byref(error))
        if status != _abi.LUAVM_OK:
            raise take_error(status, error)
        self._own(handle.value, lib.policy_free)

    @classmethod
    def from_file(cls, path: Union[str, "os.PathLike[str]"]) -> "Policy":
        """Reads a document from a file; relative paths in it start from its folder."""
        full = os.path.abspath(path)
        with open(full, "rb") as file:
            return cls(file.read(), name=os.path.basename(full), folder=os.path.dirname(full))

    def store(self, name: str, store: Store) -> None:
        """Gives scripts a store that the host has opened, as store.open(name), in place
        of one that the document names: in VMs made from then on. The policy and they
        keep it open."""
        text = encode("name", name)
        error = no_error()
        status = lib.policy_store(self._live(), text, len(text), store._live(), byref(error))
        self._check(status, error)


def policy_show(name: str) -> Dict[str, Any]:
    """A document to begin with: "locked", "standard", "web", "embedded", "production",
    "development"; or "schema", the JSON Schema of all of them."""
    text = encode("name", name)
    document = no_error()
    status = lib.policy_show(text, len(text), byref(document))
    if status == _abi.LUAVM_ARGUMENT:
        raise ArgumentError(f"there is no policy {name!r} to begin with")
    check(status)
    try:
        found: Dict[str, Any] = json.loads(text_at(document.contents))
        return found
    finally:
        lib.luavm_buffer_free(document)


def _json(document: Any) -> bytes:
    if not isinstance(document, Mapping):
        raise TypeError(f"document must be str, bytes or a dict, not {type(document).__name__}")
    try:
        return json.dumps(_limits(document), allow_nan=False, ensure_ascii=False).encode()
    except ValueError as error:  # NaN, a surrogate, a dict within itself
        raise ArgumentError(f"document has no JSON form: {error}") from None


def _limits(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _limits(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_limits(item) for item in value]
    return "unlimited" if value == UNLIMITED else value
