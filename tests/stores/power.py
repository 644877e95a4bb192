"""Plays a loss of power from a trace of faults.c: what was synced is there, of what was not some of it is."""
import struct
from pathlib import Path

NAMES = ("n.db", "n.db-wal", "n.db-journal")
HEAD = struct.Struct("<cBIq2x")


def read(path):
    """(kind, file, offset, data) in order."""
    data, at, steps = Path(path).read_bytes(), 0, []
    while at < len(data):
        kind, file, length, offset = HEAD.unpack_from(data, at)
        at += HEAD.size
        steps.append((kind.decode(), file, offset, data[at:at + length]))
        at += length
    return steps


def acknowledged(steps):
    """The last sum that was printed."""
    sums = [int(data) for kind, _, _, data in steps if kind == "a" and data.strip().isdigit()]
    return sums[-1] if sums else 0


def apply(content, step):
    kind, _, offset, data = step
    if kind == "t":
        del content[offset:]
        content.extend(bytes(offset - len(content)))
    elif kind == "w":
        content.extend(bytes(max(0, offset - len(content))))
        content[offset:offset + len(data)] = data


def lose(steps, folder, chance):
    """Leaves in a folder what the disk may have after these steps."""
    for file, name in enumerate(NAMES):
        own = [step for step in steps if step[1] == file and step[0] in "wtsd"]
        gone = max((i for i, step in enumerate(own) if step[0] == "d"), default=-1)
        own = own[gone + 1:]
        synced = max((i for i, step in enumerate(own) if step[0] == "s"), default=-1)
        content = bytearray()
        for i, step in enumerate(own):
            # A write that was not synced may be there, or not, or in part.
            if i > synced:
                fate = chance.random()
                if fate < 0.4:
                    continue
                if fate < 0.5 and step[0] == "w":
                    step = (*step[:3], step[3][:chance.randrange(len(step[3]) + 1) & ~511])
            apply(content, step)
        if own:
            (Path(folder) / name).write_bytes(content)
