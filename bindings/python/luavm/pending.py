"""An answer that comes later."""

from __future__ import annotations

from typing import Any


class Pending:
    """What a host function returns to answer later: the run becomes "pending", and
    goes on with Run.resume or Run.throw. `values` are for whoever drives the run."""

    __slots__ = ("values",)

    def __init__(self, *values: Any) -> None:
        self.values = values
