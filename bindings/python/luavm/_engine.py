"""Calls and evals: in C where the extension is there, else in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._choice import accel

if TYPE_CHECKING or accel is None:
    from ._pure import Held as Held
    from ._pure import HeldFunction as HeldFunction
    from ._pure import evaluate as evaluate
else:
    Held = accel.Held
    HeldFunction = accel.HeldFunction
    evaluate = accel.evaluate
