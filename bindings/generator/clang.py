"""Asks clang what a header says: its syntax tree, and the values of its macros."""
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from model import HeaderError

NAMES = ("clang-14", "clang")
INTEGERS = {"int": "int32_t", "unsigned int": "uint32_t", "long": "int64_t", "long long": "int64_t",
            "unsigned long": "uint64_t", "unsigned long long": "uint64_t"}


def compiler():
    wanted = [os.environ["LUAVM_CLANG"]] if os.environ.get("LUAVM_CLANG") else NAMES
    found = next(filter(None, map(shutil.which, wanted)), None)
    if not found:
        raise HeaderError(f"no clang was found ({', '.join(wanted)}); LUAVM_CLANG names one")
    return found


def tree(path):
    """The declarations of a file and of what it includes."""
    command = [compiler(), "-x", "c", "-std=c11", "-Xclang", "-ast-dump=json", "-fsyntax-only", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise HeaderError(f"clang does not accept it:\n{done.stderr}")
    return json.loads(done.stdout)["inner"]


def macros(path, names):
    """name -> (value, type), as the compiler computes them."""
    if not names:
        return {}
    probes = [f"enum probe_{name} : __typeof__({name}) {{ value_{name} = ({name}) }};" for name in names]
    with tempfile.TemporaryDirectory() as folder:
        probe = Path(folder, "probe.c")
        probe.write_text("\n".join([f'#include "{Path(path).resolve()}"', *probes, ""]), encoding="utf-8")
        try:
            nodes = tree(probe)
        except HeaderError as problem:
            culprit = re.search(r"(?:probe|value)_(\w+)", str(problem))
            if not culprit:
                raise
            raise HeaderError(f"macro {culprit.group(1)} is neither a whole number nor a text\n{problem}") from None
    found = {}
    for node in nodes:
        if node["kind"] == "EnumDecl" and node.get("name", "").startswith("probe_"):
            kind = node["fixedUnderlyingType"]
            kind = INTEGERS[kind.get("desugaredQualType", kind["qualType"])]
            found[node["name"][len("probe_"):]] = int(node["inner"][0]["inner"][0]["value"]), kind
    return found
