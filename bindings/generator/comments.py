"""The comments of a C source, found around the places that clang names."""
import re

BANNER = re.compile(rb"/\* -{4,} (.*?) \*/")


def text(block):
    """A block comment's lines without its marks."""
    lines = block.decode("utf-8")[2:-2].splitlines()
    lines = [re.sub(r"^\s*\*(?: |$)", "", line).strip() if at else line.strip() for at, line in enumerate(lines)]
    return "\n".join(lines).strip()


def before(source, offset):
    """The comment right in front of a declaration, with no empty line between."""
    head = source[:offset]
    start = len(head.rstrip())
    if not head[:start].endswith(b"*/") or head[start:].count(b"\n") > 1:
        return ""
    block = head[head.rindex(b"/*", 0, start):start]
    return "" if BANNER.fullmatch(block) else text(block)


def behind(source, offset):
    """The comment that begins on the line where a field or enumerator ends."""
    found = re.compile(rb"[ \t]*[;,]?[ \t]*(/\*.*?\*/)", re.S).match(source, offset)
    return text(found.group(1)) if found else ""


def section(source, offset):
    """The noun of the last banner above."""
    banners = BANNER.findall(source, 0, offset)
    return banners[-1].decode("utf-8") if banners else "Types"


def line(source, offset):
    return source.count(b"\n", 0, offset) + 1
