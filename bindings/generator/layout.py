"""Where fields are, by the C ABI's rule of natural alignment.

For 64-bit targets, all of which agree on it; tests/generator holds it against a
C compiler. Only Java needs these numbers: ctypes and C# find them themselves.
"""
from model import Callback, Pointer, Record, Scalar

POINTER_SIZE = 8
SIZES = {
    "char": 1, "int8_t": 1, "uint8_t": 1, "int16_t": 2, "uint16_t": 2, "int32_t": 4, "uint32_t": 4,
    "int": 4, "unsigned int": 4, "float": 4, "int64_t": 8, "uint64_t": 8, "double": 8, "size_t": 8,
}


def measure(header, kind):
    """(size, alignment) of a type."""
    kind = header.plain(kind)
    if isinstance(kind, (Pointer, Callback)):
        return POINTER_SIZE, POINTER_SIZE
    if isinstance(kind, Scalar):
        return SIZES[kind.name], SIZES[kind.name]
    size, alignment, _ = record(header, header.named(kind.name))
    return size, alignment


def record(header, of: Record):
    """(size, alignment, offset of every field) of a struct or union."""
    end, most, offsets = 0, 1, []
    for field in of.fields:
        size, alignment = measure(header, field.type)
        start = 0 if of.kind == "union" else -(-end // alignment) * alignment
        offsets.append(start)
        end, most = max(end, start + size), max(most, alignment)
    return -(-end // most) * most, most, offsets
