#!/usr/bin/env python3
"""Kills a process that counts in a store with SIGKILL, again and again, anywhere; each time nothing acknowledged
may be lost, and the store must open.

Usage: sweep.py [--points N] [--seed N] [--seconds N]
"""
import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import counting


def kill(folder, durable, delay):
    """One point: what is printed by the process until it is killed after `delay` seconds."""
    process = counting.start(folder, durable)
    try:
        time.sleep(delay)
    finally:
        process.kill()
        text, problem = process.communicate(timeout=counting.SECONDS)
    if process.returncode != -9:
        raise counting.Lost(f"it ended by itself: {problem.decode()}{text.decode()[-500:]}")
    return counting.read(text.decode())


def sweep(points, seed, seconds=None, progress=lambda done: None):
    """Returns how many points there were, and how many increments were acknowledged in all."""
    chance = random.Random(seed)
    acknowledged, begun, done = 0, time.monotonic(), 0
    with tempfile.TemporaryDirectory(prefix="luavm-sweep-") as folder:
        while done < points and (seconds is None or time.monotonic() - begun < seconds):
            # Most points lie in the midst of work, some while the file is being opened.
            delay = chance.uniform(0, 0.05) if chance.random() < 0.2 else chance.uniform(0.02, 0.3)
            first, sums, errors = kill(folder, durable=chance.random() < 0.5, delay=delay)
            if errors:
                raise counting.Lost(f"point {done}: {errors[0]}")
            if first is not None:
                if not acknowledged <= first <= acknowledged + 1:
                    raise counting.Lost(f"point {done}: {acknowledged} acknowledged, {first} there")
                acknowledged = first
            if sums:
                if sums != list(range(acknowledged + 1, sums[-1] + 1)):
                    raise counting.Lost(f"point {done}: {sums} after {acknowledged}")
                acknowledged = sums[-1]
            # What was left is also for another SQLite to read, which then is the one to recover it.
            if done % 4 == 3 and (Path(folder) / "n.db").exists():
                counting.check(folder)
            done += 1
            progress(done)
        counting.has(folder, acknowledged, acknowledged + 1)
        counting.check(folder)
    return done, acknowledged


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--points", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--seconds", type=float, help="stops earlier")
    given = options.parse_args()
    counting.build()
    show = lambda done: print(f"{done} points", flush=True) if done % 500 == 0 else None  # noqa: E731
    try:
        done, acknowledged = sweep(given.points, given.seed, given.seconds, show)
    except (counting.Lost, subprocess.TimeoutExpired) as problem:
        sys.exit(f"seed {given.seed}: {problem}")
    print(f"{done} kills, {acknowledged} increments acknowledged: none lost, the store opened each time")


if __name__ == "__main__":
    main()
