"""Memory at an address: what the library hands out and what it is handed.

Structs are read and written by their address alone, a fifth of the time of a
ctypes Structure.
"""

from __future__ import annotations

import sys
from ctypes import c_char_p, c_ubyte, c_void_p
from struct import Struct
from typing import Any

from . import _abi

# All of this process's memory as one buffer.
MEMORY = memoryview((c_ubyte * sys.maxsize).from_address(0)).cast("B")

VALUE = Struct("iIq")  # luavm_value: type, flags, as
BYTES = Struct("PN")  # luavm_bytes: data, length
TABLE = Struct("QNPNP")  # luavm_table: id, item_count, items, pair_count, pairs
OBJECT = Struct("QQQ")  # luavm_object: id, class_kind, user
CALLER = Struct("8xQ8xNP")  # luavm_call: vm, argument_count, arguments
ARRAY = Struct("NP")  # in luavm_result and luavm_reply: value_count, values

RESULT_VALUES_OFFSET = _abi.luavm_result.value_count.offset
RESULT_ERROR_OFFSET = _abi.luavm_result.error.offset
REPLY_VALUES_OFFSET = _abi.luavm_reply.value_count.offset

_INTEGER = Struct("q")
_NUMBER = Struct("d")
_UNSIGNED = Struct("Q")
_HEAD = Struct("iI")


def head(kind: int, flags: int = 0) -> int:
    """The first word of a luavm_value, as a signed integer."""
    return int(_INTEGER.unpack(_HEAD.pack(kind, flags))[0])


def number_word(value: float) -> int:
    """A double's bits as a signed integer."""
    return int(_INTEGER.unpack(_NUMBER.pack(value))[0])


def word_number(word: int) -> float:
    """The double of these bits."""
    return float(_NUMBER.unpack(_INTEGER.pack(word))[0])


def signed(value: int) -> int:
    """An unsigned word as the signed one of the same bits."""
    return int(_INTEGER.unpack(_UNSIGNED.pack(value))[0])


def unsigned(value: int) -> int:
    """And back."""
    return int(_UNSIGNED.unpack(_INTEGER.pack(value))[0])


def address_of(data: bytes) -> int:
    """Where the bytes of a bytes object are; the object must be kept."""
    return int(c_void_p.from_buffer(c_char_p(data)).value or 0)


def text_at(run: Any) -> bytes:
    """The bytes of a luavm_bytes or luavm_buffer."""
    return bytes(MEMORY[run.data : run.data + run.length]) if run.data else b""
