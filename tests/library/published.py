"""The published tree that these tests look at, and how to run a tool on it."""
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUT = Path(os.environ.get("LUAVM_OUT", ROOT / "out")).resolve()
LIBRARY = OUT / "lib" / "libluavm.so"
# Whether it was built with HTTP, WebSocket and Redis.
NETWORK = (OUT / "obj" / "network").read_text(encoding="utf-8").strip() == "true"
HEADER = OUT / "include" / "luavm.h"
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]
SECONDS = 120


def environment(**more):
    """The caller's environment, with pkg-config looking in the published tree."""
    return dict(os.environ, PKG_CONFIG_PATH=str(OUT / "lib" / "pkgconfig"), **more)


def run(*command, **options):
    """Runs a tool and returns what it printed; a failure shows its errors."""
    options.setdefault("env", environment())
    done = subprocess.run([str(part) for part in command], capture_output=True,
                          text=True, timeout=SECONDS, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stderr}{done.stdout}")
    return done.stdout


def pkg_config(*options):
    return run("pkg-config", *options, "luavm").split()


def build(compiler, standard, source, program):
    """Compiles and links one source the way a user would, with warnings as errors."""
    run(compiler, f"-std={standard}", *STRICT, source, "-o", program,
        *pkg_config("--cflags", "--libs"), f"-Wl,-rpath,{OUT / 'lib'}")
