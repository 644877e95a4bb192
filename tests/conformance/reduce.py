"""Makes a differing program small, line by line."""

TRIES = 400


def reduce(source, differs):
    """The fewest lines found, with TRIES tries, that still differ."""
    lines, tries = source.split(b"\n"), 0
    size = max(1, len(lines) // 2)
    while size >= 1 and tries < TRIES:
        at, smaller = 0, False
        while at < len(lines) and tries < TRIES:
            rest = lines[:at] + lines[at + size:]
            tries += 1
            if rest and differs(b"\n".join(rest)):
                lines, smaller = rest, True
            else:
                at += size
        if not smaller:
            size //= 2
    return b"\n".join(lines)
