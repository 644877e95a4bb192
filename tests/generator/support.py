"""What the tests of the generator share."""
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
OUT = Path(os.environ.get("LUAVM_OUT", ROOT / "out")).resolve()
HEADER = ROOT / "bindings" / "c" / "luavm.h"
SAMPLE = HERE / "sample.h"
SECONDS = 300  # until a tool that hangs is called failed

sys.path.insert(0, str(ROOT / "bindings" / "generator"))

import generate  # noqa: E402
import reader  # noqa: E402


def run(*command, **options):
    """What a tool printed; a failure shows its errors."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=SECONDS,
                          check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stderr}{done.stdout}")
    return done.stdout


def read(path):
    return reader.read(path, path.name)


def written(path, folder):
    """Generates every table of a header below a folder."""
    header = read(path)
    for name, text in generate.tables(header).items():
        target = Path(folder, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return header


def python_tables(folder, name):
    """The three generated modules below a folder, as a package of their own."""
    place = Path(folder, "bindings/python/luavm")
    found = {}
    package = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, None, is_package=True))
    package.__path__ = [str(place)]
    sys.modules[name] = package
    for part in ("constants", "types", "functions"):
        spec = importlib.util.spec_from_file_location(f"{name}._abi_{part}", place / f"_abi_{part}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        found.update(vars(module))
    return found
