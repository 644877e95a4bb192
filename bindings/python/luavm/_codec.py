"""Values in and out: in C where the extension is there, else in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._choice import accel

if TYPE_CHECKING or accel is None:
    from ._encode import Encoder as Encoder
    from .values import decode as decode
else:
    Encoder = accel.Encoder
    decode = accel.decode
