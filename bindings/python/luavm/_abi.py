"""bindings/c/luavm.h in ctypes, name for name; the header says what each means.

The three modules are made from it by bindings/generator.
"""

from ._abi_constants import *  # noqa: F401,F403
from ._abi_functions import PROTOTYPES as PROTOTYPES
from ._abi_types import *  # noqa: F401,F403
