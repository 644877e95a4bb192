"""What is changed in Lua's sources: a list of edits, made by the modules beside this.

Each names a file, the text to find, how often it must occur there, and what
replaces it. What the inserted macros do is in native/meter.h and native/vm.h.
"""
EDITS = []


def edit(file, old, new, count=1):
    EDITS.append((file, old, new, count))


def before(file, old, new, count=1):
    edit(file, old, new + old, count)


def after(file, old, new, count=1):
    edit(file, old, old + new, count)


# In this order: later edits may find what earlier ones have left.
from . import state, memory, fuel, libraries, strings, tables  # noqa: E402,F401
