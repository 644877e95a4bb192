"""Whether the C extension is there. It does what _encode, values, _pure and
_callback do; LUAVM_PURE=1 does without."""

from __future__ import annotations

import os
from typing import Any, Optional

from . import _abi


def _find() -> Optional[Any]:
    if os.environ.get("LUAVM_PURE", "0") not in ("", "0"):
        return None
    try:
        from . import _accel
    except ImportError:
        return None
    return _accel if _accel.ABI_VERSION == _abi.LUAVM_ABI_VERSION else None


accel = _find()
ACCELERATED = accel is not None
