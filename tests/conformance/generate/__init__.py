"""Lua programs by seed: the same seed and number always give the same program."""
import random
from typing import NamedTuple

from . import calls, corners, files, grammar, mutants, services, templates

# How many of every 20 programs each module makes.
SHARES = ((calls, 6), (grammar, 5), (templates, 3), (corners, 2), (mutants, 2), (services, 1), (files, 1))
ROUND = [module for module, share in SHARES for _ in range(share)]


class Program(NamedTuple):
    name: str  # what --only takes
    source: bytes
    sandboxed: bool  # needs nothing that profile `standard` does not have


def program(seed, number):
    """Program `number` of a seed; `turn` counts the programs of one module, so that tables are walked in full."""
    module = ROUND[number % len(ROUND)]
    turn = number // len(ROUND) * ROUND.count(module) + ROUND[:number % len(ROUND)].count(module)
    rng = random.Random(f"{seed}/{number}")
    source, sandboxed = module.make(rng, turn)
    name = f"{module.__name__.rsplit('.', 1)[-1]}-{seed}-{number}"
    return Program(name, source.encode("latin-1"), sandboxed)
