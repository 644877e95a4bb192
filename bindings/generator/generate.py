#!/usr/bin/env python3
"""Writes the tables of the bindings from bindings/c/luavm.h.

Usage: generate.py [--check]

--check writes nothing: it shows what would change, and ends with 1 if anything
would.
"""
import difflib
import sys
from pathlib import Path

import csharp
import java
import python
import reader
from model import HeaderError

ROOT = Path(__file__).resolve().parents[2]
HEADER = "bindings/c/luavm.h"
COMMAND = "./build.sh generate"
NOTE = f"Generated from {HEADER}; do not edit. To make it anew: {COMMAND}"
WRITERS = (python, csharp, java)


def tables(header):
    """Path below the root -> text, for every file of every binding."""
    return {f"{writer.FOLDER}/{name}": text
            for writer in WRITERS for name, text in writer.write(header, NOTE).items()}


def present(root):
    """The generated files that are there, needed or not."""
    return {str(path.relative_to(root)) for writer in WRITERS
            for path in (root / writer.FOLDER).glob(writer.PATTERN)}


def difference(root, wanted):
    """What regenerating would change, as a diff; empty if nothing."""
    lines = []
    for name in sorted(present(root) | set(wanted)):
        path = root / name
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        lines += difflib.unified_diff(old.splitlines(), wanted.get(name, "").splitlines(), name, f"{name} (generated)",
                                      lineterm="")
    return "\n".join(lines)


def update(root, wanted):
    for name in present(root) - set(wanted):
        (root / name).unlink()
    for name, text in wanted.items():
        path = root / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(name)


def main(arguments):
    if arguments not in ([], ["--check"]):
        sys.exit(__doc__)
    try:
        wanted = tables(reader.read(ROOT / HEADER, HEADER))
    except HeaderError as problem:
        sys.exit(str(problem))
    if not arguments:
        update(ROOT, wanted)
        return 0
    changes = difference(ROOT, wanted)
    if changes:
        print(f"{changes}\n\nThe tables are not those of {HEADER}; to make them anew: {COMMAND}")
    return 1 if changes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
