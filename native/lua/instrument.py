#!/usr/bin/env python3
"""Puts LuaVm's meter, arena and freezing into an unpacked Lua 5.4.9.

Usage: instrument.py PRISTINE_SRC OUT_SRC

Copies the sources and applies the edits of edits/. A text that is not found
exactly as often as an edit says stops the build: then the source is not the
release these edits were made for.
"""
import shutil
import sys
from pathlib import Path

from edits import EDITS


def main(pristine, out):
    shutil.copytree(pristine, out, dirs_exist_ok=True)
    for file, old, new, count in EDITS:
        path = out / file
        text = path.read_text(encoding="latin-1")
        found = text.count(old)
        if found != count:
            sys.exit(f"instrument: {file}: expected {count} of {old!r}, found {found}; "
                     "is this Lua 5.4.9?")
        path.write_text(text.replace(old, new), encoding="latin-1")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
