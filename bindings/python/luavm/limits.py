"""Limits as people write them, turned into the numbers of the C ABI, where 0
means "the default" and so must never come from a caller's 0."""

from __future__ import annotations

import math
from typing import Dict, Optional, Union

from . import _abi
from .errors import ArgumentError

UNLIMITED = math.inf
"""No limit, wherever a limit is taken or shown. It compares as expected."""

Amount = Union[int, float]
"""A whole number, or UNLIMITED."""

PROFILES = {
    "locked": _abi.LUAVM_PROFILE_LOCKED,
    "standard": _abi.LUAVM_PROFILE_STANDARD,
    "redis": _abi.LUAVM_PROFILE_REDIS,
    "trusted": _abi.LUAVM_PROFILE_TRUSTED,
}
PRESETS = {
    "default": _abi.LUAVM_PRESET_DEFAULT,
    "embedded": _abi.LUAVM_PRESET_EMBEDDED,
    "production": _abi.LUAVM_PRESET_PRODUCTION,
    "development": _abi.LUAVM_PRESET_DEVELOPMENT,
}


def milliseconds(name: str, seconds: Optional[float]) -> int:
    """Seconds as whole milliseconds, rounded up. None: 0, the default."""
    if seconds is None:
        return 0
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        raise TypeError(f"{name} must be a number of seconds, not {type(seconds).__name__}")
    if not seconds > 0:  # NaN too
        raise ArgumentError(
            f"{name} must be more than 0 seconds, not {seconds!r}; luavm.UNLIMITED for no limit"
        )
    if seconds * 1000 >= _abi.LUAVM_UNLIMITED:
        return _abi.LUAVM_UNLIMITED
    # 0.07 * 1000 is 70.00000000000001: not a reason to grant 71.
    return max(1, math.ceil(round(seconds * 1000, 6)))


def amount(name: str, value: Optional[Amount]) -> int:
    """Bytes or fuel. None: 0, the default."""
    if value is None:
        return 0
    if value == UNLIMITED:
        return _abi.LUAVM_UNLIMITED
    return count(name, value, _abi.LUAVM_UNLIMITED - 1, "luavm.UNLIMITED for no limit")


def count(name: str, value: Amount, most: int, advice: str = "None for the default") -> int:
    """A whole number from 1 to `most`; 1e9 will do for 1000000000."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{name} must be an integer, not {type(value).__name__}")
    if not 1 <= value <= most or value != int(value):
        raise ArgumentError(
            f"{name} must be a whole number from 1 to {most:,}, not {value!r}; {advice}"
        )
    return int(value)


def shown(value: Amount) -> Amount:
    """A limit as read from the library."""
    return UNLIMITED if value == _abi.LUAVM_UNLIMITED else value


def choice(name: str, value: Optional[str], choices: Dict[str, int]) -> int:
    """A number by its name. None: 0, the default."""
    if value is None:
        return 0
    if not isinstance(value, str) or value not in choices:
        raise ArgumentError(f"{name} must be one of {', '.join(choices)}, not {value!r}")
    return choices[value]
