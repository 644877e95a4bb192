"""Pieces of programs with holes: $i an integer, $n a number, $s a string ... as in shapes.RIGHT; $$ is a dollar."""
import re

from .shapes import RIGHT, SHOW

HEAD = SHOW + '''
local function results(ok, ...) print(ok, shown(...)) end
local function check(f, ...) return results(pcall(f, ...)) end
local function say(...) print(shown(...)) end
'''


def fill(rng, piece):
    return re.sub(r"\$([a-z$])", lambda hole: "$" if hole[1] == "$" else rng.choice(RIGHT[hole[1]]), piece)


def assemble(rng, pieces, turn, others=2):
    """The piece whose turn it is, then others by chance, each in a block of its own."""
    chosen = [pieces[turn % len(pieces)]] + [rng.choice(pieces) for _ in range(rng.randint(0, others))]
    return HEAD + "\n".join("do\n" + fill(rng, piece).strip("\n") + "\nend" for piece in chosen) + "\n"
