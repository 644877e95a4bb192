"""What a call goes through: the C extension where it is there, else Python.

Both do the same, and LUAVM_PURE=1 chooses Python.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from . import _pure

ACCELERATED = False

if not TYPE_CHECKING and os.environ.get("LUAVM_PURE", "0") in ("", "0"):
    try:
        from . import _accel
    except ImportError:
        pass
    else:
        ACCELERATED = True

engine = _pure
Held = _pure.Held
HeldFunction = _pure.HeldFunction
call = _pure.call
evaluate = _pure.evaluate
