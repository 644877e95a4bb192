#!/usr/bin/env python3
"""Gives generated programs to stock Lua and to libluavm: both must say the same.

Each program is one test. Under profile `trusted` all of them run, under
`standard` with all limits on those that need nothing else, twice: the fuel spent
has to be the same too. What differs is shown reduced, by seed and number:
`conform.py ... --only NAME` runs that program again.
"""
import argparse
import concurrent.futures
import re
import sys
import time

from engine import Engine
from generate import program
from reduce import reduce

SHOWN = 20  # differences printed in full

# Under `standard` a library function that its call does not name is '?' in messages: see README.md.
FUNCTION_NAME = re.compile(rb"\bto '[\w.?]+'", re.I)


def nameless(outcome):
    return [FUNCTION_NAME.sub(b"to '?'", text) for text in outcome.text()]


class Differential:
    """Stock Lua and the profiles, each in its own process."""

    def __init__(self, runner, stock):
        self.stock = Engine(runner, "stock", stock)
        self.trusted = Engine(runner, "trusted")
        self.standard = [Engine(runner, "standard") for _ in range(2)]

    def close(self):
        for engine in (self.stock, self.trusted, *self.standard):
            engine.close()

    def difference(self, source, sandboxed):
        """What differs, or None."""
        expected = self.stock.run(source)
        trusted = self.trusted.run(source)
        if trusted.text() != expected.text():
            return "trusted", expected, trusted
        if expected.answer.startswith(b"process ended: -"):  # a signal: nothing was compared
            return "no program", expected, trusted
        if not sandboxed:
            return None
        first, second = (engine.run(source) for engine in self.standard)
        for outcome in (first, second):
            if nameless(outcome) != nameless(expected):
                return "standard", expected, outcome
        return None if first.fuel == second.fuel else ("fuel", first, second)


def shown(title, outcome):
    parts = [part.decode("utf-8", "backslashreplace") for part in outcome.text()]
    return f"--- {title} (fuel {outcome.fuel})\n" + "\n".join(part.rstrip("\n")[:6000] for part in parts if part)


def report(engines, made, found):
    profile = found[0]

    def differs(source):
        again = engines.difference(source, made.sandboxed)
        return again is not None and again[0] == profile

    source = reduce(made.source, differs)
    found = engines.difference(source, made.sandboxed) or found
    print(f"=== {made.name}: {profile}\n{source.decode('latin-1')}\n" +
          shown("expected", found[1]) + "\n" + shown("got", found[2]), flush=True)


def share(options, first, step):
    """Every `step`th program: how many ran, and those that differ."""
    engines, ran, different = Differential(options.runner, options.stock), 0, []
    try:
        for number in range(first, options.count, step):
            made = program(options.seed, number)
            ran += 1
            found = engines.difference(made.source, made.sandboxed)
            if found is not None:
                different.append((made, found))
    finally:
        engines.close()
    return ran, different


def again(options):
    """One program by name, with what each engine said."""
    _, seed, number = options.only.rsplit("-", 2)
    made = program(int(seed), int(number))
    engines = Differential(options.runner, options.stock)
    try:
        print(made.source.decode("latin-1"))
        found = engines.difference(made.source, made.sandboxed)
        if found is None:
            print(shown("both", engines.stock.run(made.source)))
        else:
            report(engines, made, found)
    finally:
        engines.close()
    return 0 if found is None else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runner", required=True, help="the program that tests/conformance/Makefile builds")
    parser.add_argument("--stock", required=True, help="stock Lua 5.4.9 as a shared library")
    parser.add_argument("--count", type=int, default=4000, help="programs to make (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", metavar="NAME", help="one program, as a difference names it")
    options = parser.parse_args()
    if options.only:
        return again(options)
    start = time.monotonic()
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        shares = list(pool.map(share, *zip(*[(options, first, options.jobs) for first in range(options.jobs)])))
    ran, different = sum(n for n, _ in shares), [one for _, found in shares for one in found]
    engines = Differential(options.runner, options.stock)
    for made, found in sorted(different, key=lambda one: int(one[0].name.rsplit("-", 1)[-1]))[:SHOWN]:
        report(engines, made, found)
    engines.close()
    print(f"conformance: seed {options.seed}, {time.monotonic() - start:.0f} s; different: "
          + (" ".join(made.name for made, _ in different) or "none"))
    print(f"[  PASSED  ] {ran - len(different)} test(s).")
    if different:
        print(f"[  FAILED  ] {len(different)} test(s)")
    return 1 if different or ran == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
