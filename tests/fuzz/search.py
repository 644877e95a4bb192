#!/usr/bin/env python3
"""Searches for inputs that break a promise: search.py [SECONDS] [TARGET ...]

Each target runs for SECONDS (60), two at a time; those of managed code are tests of
tests/unit/Fuzz, which change inputs and keep those that come to something new. What is worth keeping goes to
out/fuzz/TARGET and is where the next search starts; what was found goes to
out/fuzz/found/TARGET. Exit code 1 if anything was.
"""
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE.parent.parent / "out"
JOBS = 2
HANG_SECONDS = 120

# Text targets start short and grow; where each byte is a decision, length is free.
TEXT = ["-max_len=4096", f"-dict={HERE / 'lua.dict'}"]
DECISIONS = ["-max_len=1024", "-len_control=0"]
TARGETS = {
    "source": TEXT,
    "grammar": DECISIONS,
    "calls": DECISIONS,
    "result": DECISIONS,
    "pattern": ["-max_len=512", "-len_control=0"],
    "format": ["-max_len=512", "-len_control=0"],
    "pack": ["-max_len=512", "-len_control=0"],
    "numbers": ["-max_len=300"],
}
MANAGED = ["frames", "urls", "answers", "policy", "values", "documents", "replies"]


def search_managed(target, seconds):
    log, counts = OUT / "log" / f"fuzz-{target}.txt", OUT / "log" / f"fuzz-{target}.counts"
    log.parent.mkdir(parents=True, exist_ok=True)
    counts.unlink(missing_ok=True)
    environment = dict(os.environ, LUAVM_FUZZ_TARGET=target, LUAVM_FUZZ_SECONDS=str(seconds), LUAVM_FUZZ_LOG=str(counts))
    command = ["dotnet", "test", "tests/unit", "-c", "Release", "--nologo", "--no-build", "--filter", "FullyQualifiedName~FuzzTests"]
    with open(log, "w", encoding="utf-8") as file:
        try:
            code = subprocess.run(command, cwd=HERE.parent.parent, env=environment, stdout=file, stderr=subprocess.STDOUT,
                                  stdin=subprocess.DEVNULL, timeout=seconds + HANG_SECONDS, check=False).returncode
        except subprocess.TimeoutExpired:
            code = -1
    runs, outcomes = counts.read_text().split() if counts.exists() else ("?", "?")
    return [target, runs, "", outcomes, "", "nothing" if code == 0 else str(log)], code == 0


def search(target, seconds):
    """Runs one target; returns its row of the table and whether it found nothing."""
    if target in MANAGED:
        return search_managed(target, seconds)
    corpus, found = OUT / "fuzz" / target, OUT / "fuzz" / "found" / target
    log = OUT / "log" / f"fuzz-{target}.txt"
    for folder in (corpus, found, log.parent):
        folder.mkdir(parents=True, exist_ok=True)
    inputs = subprocess.run([HERE / "inputs.sh", target], capture_output=True, text=True, check=True).stdout.split("\n")
    folders = sorted({str((HERE / name).parent) for name in inputs if name})
    command = [OUT / "obj" / "fuzz" / target, f"-max_total_time={seconds}", "-timeout=60", "-malloc_limit_mb=256",
               "-print_final_stats=1", f"-artifact_prefix={found}/", *TARGETS[target], corpus, *folders]
    # Errors of scripts are longjmps: clear their shadow by writing, a system call each is far slower. What the managed
    # runtime keeps is no leak; `calls` compares the library's counters.
    leaks = int(target != "calls")
    environment = dict(os.environ, UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1",
                       ASAN_OPTIONS=f"detect_leaks={leaks}:clear_shadow_mmap_threshold=16777216")
    with open(log, "w", encoding="utf-8") as file:
        code = subprocess.run(command, env=environment, stdout=file, stderr=subprocess.STDOUT,
                              stdin=subprocess.DEVNULL, check=False).returncode
    text = log.read_text(encoding="utf-8", errors="replace")
    runs = re.findall(r"stat::number_of_executed_units: (\d+)", text)
    coverage = re.findall(r"cov: (\d+) ft: (\d+) corp: (\d+)", text)
    outcome = "nothing" if code == 0 else str(log)
    return [target, runs[-1] if runs else "?", *(coverage[-1] if coverage else "???"), outcome], code == 0


def main(arguments):
    seconds, every = 60, [*TARGETS, *MANAGED]
    if arguments and arguments[0].isdigit():
        seconds = int(arguments.pop(0))
    for target in arguments:
        if target not in every:
            sys.exit(f"search.py: no target {target}; there are {', '.join(every)}")
    form = "{:10} {:>12} {:>9} {:>9} {:>7}  {}"
    print(form.format("target", "executions", "coverage", "features", "corpus", "found"), flush=True)
    clean = True
    with ThreadPoolExecutor(JOBS) as pool:
        for row, ok in pool.map(lambda target: search(target, seconds), arguments or every):
            print(form.format(*row), flush=True)
            clean &= ok
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
