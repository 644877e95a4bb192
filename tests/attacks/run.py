#!/usr/bin/env python3
"""Runs the corpus with `luavm test` at several time limits; a script at one limit is one test."""
import json
import os
import re
import subprocess
import sys
from pathlib import Path

CORPUS = Path(__file__).resolve().parent
OUT = Path(os.environ.get("LUAVM_OUT", CORPUS.parents[1] / "out")).resolve()
RUNS = {"1 s": [], "100 ms": ["--timeout", "100ms"], "10 ms": ["--timeout", "10ms"]}  # 1 s, or a script's own
LATE = re.compile(r"ended [0-9.]+ ms after its limit of \d+ ms")
SECONDS = 900  # the command guards itself; this is for the command


TRIES = 3  # of a script that waits, where it ended late


def run(limit, options, path=CORPUS):
    """What the command reports; exits where it does not report on every one."""
    done = subprocess.run([OUT / "bin" / "luavm", "test", path, "--json", *options],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=SECONDS, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"at {limit}: exit {done.returncode}\n{(done.stdout + done.stderr).decode(errors='replace')}")
    answer = json.loads(done.stdout)
    names = [script["name"] for script in answer["scripts"]]
    if names != (sorted(file.name for file in path.glob("*.lua")) if path.is_dir() else [path.name]):
        sys.exit(f"at {limit}: other scripts than the folder's: {names}")
    if (done.returncode == 0) != all(script["passed"] for script in answer["scripts"]):
        sys.exit(f"at {limit}: exit {done.returncode} is not what the scripts say")
    return answer


def held_back(script, allowed_ms):
    """Whether a script only ended late, and its thread spent less than it may on the processor: the machine had given
    that to another process. Without a network a script cannot sleep, so what itself takes too long spends it."""
    return LATE.fullmatch(script["reason"] or "") and script["cpu_ms"] <= allowed_ms


def waits(script):
    """Whether it can be late without spending anything."""
    return "-- needs: http" in (CORPUS / script["name"]).read_text(encoding="utf-8")


def always_late(script, limit, options):
    """Whether it is so however often it runs: then the machine is not to blame."""
    return not any(run(limit, options, CORPUS / script["name"])["scripts"][0]["passed"] for _ in range(TRIES))


def main():
    failures = 0
    for limit, options in RUNS.items():
        answer = run(limit, options)
        scripts = answer["scripts"]
        allowed_ms = answer["limits"]["wall_ms"] + answer["limits"]["overrun_ms"]
        for script in scripts:
            if held_back(script, allowed_ms) and not (waits(script) and always_late(script, limit, options)):
                script["passed"] = True
                print(f"held back: {script['name']} at {limit}: {script['reason']}, {script['cpu_ms']:.1f} ms processor time")
            if not script["passed"]:
                print(f"FAIL {script['name']} at {limit}: {script['status']}, allowed "
                      f"{'|'.join(script['expected'])}: {script['reason']}")
        failed = sum(not script["passed"] for script in scripts)
        failures += failed
        print(f"at {limit}: worst overrun {max(script['overrun_ms'] for script in scripts):.1f} ms, "
              f"highest peak {max(script['peak_bytes'] for script in scripts):,} bytes")
        print(f"{len(scripts) - failed} passed, {failed} failed", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
