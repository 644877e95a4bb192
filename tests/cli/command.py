"""The published luavm command: one way to run it, and what every answer of --json must look like."""
import json
import os
import subprocess
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
OUT = Path(os.environ.get("LUAVM_OUT", ROOT / "out")).resolve()
LUAVM = OUT / "bin" / "luavm"
SECONDS = 120  # nothing takes this long: a hang fails a test instead of stopping the suite

EXIT_OF = {
    "ok": 0, "runtime": 1, "argument": 2, "syntax": 3, "memory": 4, "timeout": 5, "fuel": 6, "sandbox": 7,
    "output": 8, "cancelled": 9, "internal": 10, "quota": 8, "unsupported": 2,
}
USAGE = {
    "fuel": int, "wall_ms": (int, float), "cpu_ms": (int, float), "memory_bytes": int, "memory_peak_bytes": int,
    "gc_count": int, "service_ms": (int, float),
}


class Outcome(NamedTuple):
    """What a process left behind."""
    exit: int
    stdout: bytes
    stderr: bytes

    @property
    def answer(self):
        """The object that --json printed, once its whole shape has been checked."""
        assert self.stdout.endswith(b"\n") and self.stdout.count(b"\n") == 1, self
        answer = strict_json(self.stdout)
        check_shape(answer)
        assert EXIT_OF[answer["status"]] == self.exit, self
        assert self.exit == 0 or self.stderr == b"" or b"luavm:" not in self.stderr, self
        return answer


def luavm(*words, stdin=b"", **options):
    """Runs the command to its end."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    done = subprocess.run([LUAVM, *words], input=stdin, timeout=SECONDS, check=False, **options)
    return Outcome(done.returncode, done.stdout, done.stderr)


def evaluate(code, *options, **more):
    """What `luavm eval CODE --json` answers."""
    return luavm("eval", code, "--json", *options, **more).answer


def run(file, *options):
    """What `luavm run FILE --json` answers."""
    return luavm("run", file, "--json", *options).answer


def value(code, *options):
    """The one value that a script returns, as --json shows it."""
    answer = evaluate(code, *options)
    assert answer["status"] == "ok" and len(answer["values"]) == 1, answer
    return answer["values"][0]


def strict_json(text):
    """json.loads without its leniency: no NaN, no key twice."""
    def refuse(constant):
        raise ValueError(f"{constant} is not JSON")

    def unique(pairs):
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), f"a key twice: {keys}"
        return dict(pairs)

    return json.loads(text.decode("utf-8"), parse_constant=refuse, object_pairs_hook=unique)


def check_shape(answer):
    """The contract of --json, the same on every path."""
    assert list(answer) == ["status", "values", "output", "error", "usage"], list(answer)
    assert answer["status"] in EXIT_OF, answer["status"]
    assert isinstance(answer["values"], list) and isinstance(answer["output"], str), answer
    assert list(answer["usage"]) == list(USAGE), answer["usage"]
    for name, kind in USAGE.items():
        number = answer["usage"][name]
        assert isinstance(number, kind) and not isinstance(number, bool) and number >= 0, (name, number)
    assert answer["usage"]["memory_bytes"] <= answer["usage"]["memory_peak_bytes"], answer["usage"]
    if answer["status"] == "ok":
        assert answer["error"] is None, answer["error"]
    else:
        check_error(answer["error"])
        assert answer["values"] == [], answer


def check_error(error):
    assert list(error) == ["message", "traceback", "source", "line"], error
    assert isinstance(error["message"], str) and error["message"], error
    assert isinstance(error["traceback"], str), error
    if error["source"] is None:  # where it happened is known as a whole or not at all
        assert error["line"] is None, error
    else:
        assert isinstance(error["source"], str) and error["source"], error
        assert isinstance(error["line"], int) and error["line"] >= 1, error
