#!/usr/bin/env python3
"""Compares the Python package with lupa, in one process, turn by turn.

Usage: python.py [--rounds N] [--json FILE]

Needs `luavm` and, for the ratios, `lupa`. Like the rest of bench/ it asserts
nothing about speed.
"""

import argparse
import json
import statistics
import sys
import threading
import time

import luavm
from luavm import _choice

try:
    import lupa
except ImportError:
    lupa = None

COUNT = 10_000  # items of a long list
LOOPS = 3_000_000  # turns of the script for two threads


def ours():
    """What is measured, as name -> (a call, how often in a batch, operations)."""
    vm = luavm.VM(memory_limit=256 << 20, timeout=1.0, fuel=10**12)
    identity = vm.load("return ...")
    length = vm.load("return #...")
    give = vm.eval(f"local t = {{}} for i = 1, {COUNT} do t[i] = i end return function() return t end")
    vm.register("callback", lambda x: x)
    loop = vm.load("local f = callback for i = 1, 1000 do f(i) end")
    items = list(range(COUNT))
    return {
        "call f(7)": (lambda: identity(7), 5000, 1),
        "call f('text')": (lambda: identity("text"), 5000, 1),
        "eval 'return 1+1'": (lambda: vm.eval("return 1+1"), 1000, 1),
        "callback": (loop, 5, 1000),
        "10,000 integers in": (lambda: length(items), 20, 1),
        "10,000 integers out": (give, 20, 1),
    }


def theirs():
    """The same with lupa, which has no limits."""
    lua = lupa.LuaRuntime()
    identity = lua.eval("function(...) return ... end")
    length = lua.eval("function(t) return #t end")
    lua.execute(f"list = {{}} for i = 1, {COUNT} do list[i] = i end")
    give = lua.eval("function() return list end")
    lua.globals().callback = lambda x: x
    loop = lua.eval("function() local f = callback for i = 1, 1000 do f(i) end end")
    items = list(range(COUNT))
    return {
        "call f(7)": (lambda: identity(7), 5000, 1),
        "call f('text')": (lambda: identity("text"), 5000, 1),
        "eval 'return 1+1'": (lambda: lua.execute("return 1+1"), 1000, 1),
        "callback": (loop, 5, 1000),
        "10,000 integers in": (lambda: length(lua.table_from(items)), 20, 1),
        "10,000 integers out": (lambda: list(give().values()), 20, 1),
    }


def batch(call, count, operations):
    """Nanoseconds of processor time for one operation."""
    start = time.thread_time_ns()
    for _ in range(count):
        call()
    return (time.thread_time_ns() - start) / (count * operations)


def compare(rounds):
    """For each name: our median, theirs, and the median of the ratios pair by pair."""
    mine, other = ours(), theirs() if lupa else {}
    rows = []
    for name, (call, count, operations) in mine.items():
        pairs = []
        for _ in range(rounds + 1):  # the first warms up
            figure = batch(call, count, operations)
            pairs.append((figure, batch(*other[name]) if other else 0.0))
        left, right = zip(*pairs[1:])
        ratio = statistics.median(a / b for a, b in zip(left, right)) if other else 0.0
        rows.append(
            {
                "name": name,
                "luavm_ns": statistics.median(left),
                "lupa_ns": statistics.median(right),
                "ratio": ratio,
            }
        )
    return rows


def two_threads(rounds):
    """How much more two threads with a VM each do than one, on the wall clock."""

    def work():
        with luavm.VM(timeout=60) as vm:
            vm.eval(f"local n = 0 for i = 1, {LOOPS} do n = n + i % 7 end return n")

    def wall(count):
        threads = [threading.Thread(target=work) for _ in range(count)]
        start = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.monotonic() - start

    wall(2)
    return statistics.median(2 * wall(1) / wall(2) for _ in range(rounds))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    implementation = lupa.LuaRuntime().lua_implementation if lupa else "not installed"
    how = "with the C extension" if _choice.ACCELERATED else "ctypes alone"
    print(f"Python {sys.version.split()[0]}, luavm {how}; lupa: {implementation}")
    print(f"{'':22}{'luavm ns':>12}{'lupa ns':>12}{'ratio':>8}")
    rows = compare(options.rounds)
    for row in rows:
        figures = f"{row['luavm_ns']:12,.0f}{row['lupa_ns']:12,.0f}{row['ratio']:8.2f}"
        print(f"{row['name']:22}{figures}")
    speedup = two_threads(options.rounds)
    print(f"two threads do {speedup:.2f} times the work of one")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"rows": rows, "two_threads": speedup}, file, indent=2)
    return 0


if __name__ == "__main__":
    sys.exit(main())
