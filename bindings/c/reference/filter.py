#!/usr/bin/env python3
"""Prints a header with its comments as Doxygen reads them: filter.py HEADER.

The header stays as people read it. A comment is about what stands right below it,
or in front of it on its line. What has none of its own is described by what the
header says elsewhere: the comment it shares, or who uses it.
"""
import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import prose
import source

# A comment that ends so goes on in that of the next line.
RUNS_ON = re.compile(r"\b(a|an|the|and|or|for|than|within)$")


class Reference:
    def __init__(self, text):
        self.source = source.Source(text)
        self.items = self.source.items
        self.every = [(top, one) for top in self.items for one in top.all()]
        self.prose = prose.Prose({one.name for _, one in self.every if one.kind != "member"})
        self.own = {}  # start -> the words that a comment has for an item
        for top in self.items:
            for one in top.all():
                self.join(one.members)
                if one.comment:
                    self.own.setdefault(one.start, one.comment)
        self.types = {top.name: self.own.get(top.start) for top in self.items if top.kind == "type"}

    def join(self, members):
        """Sentences that go on over several lines belong to all of these."""
        group = []
        for member in members:
            if not member.comment:
                group = []
                continue
            group.append(member)
            if RUNS_ON.search(member.comment):
                continue
            if len(group) > 1:
                text = " ".join(one.comment for one in group)
                self.own.update((one.start, text) for one in group)
            group = []

    def write(self):
        """The text with one documentation comment for each item in place of its own."""
        edits = [(self.source.opening.start(), self.source.opening.end(), self.opening())]
        edits += [(one.start(), one.end(), self.section(at, source.BANNER.fullmatch(one.group()).group(1)))
                  for at, one in enumerate(self.source.banners)]
        for top in self.items:
            edits += self.described(top, [], self.items)
        text, at = [], 0
        for start, end, put in sorted(edits):
            text += [self.source.text[at:start], put]
            at = end
        closed = "\n/** @} */\n" if self.source.banners else ""
        return "".join([*text, self.source.text[at:], closed])

    def opening(self):
        words = [re.sub(r"^(\w+\.) ", r"**\1** ", part)
                 for part in self.prose.paragraphs(source.bare(self.source.opening.group()))]
        return comment(["@file", *words]) + "\n" + comment(["@mainpage LuaVm for C", *words])

    @staticmethod
    def section(at, title):
        name = re.sub(r"\W+", "_", title.lower())
        return ("/** @} */\n" if at else "") + f"/** @defgroup {name} {title}\n@{{ */"

    def described(self, one, path, siblings):
        """Edits: its comment turned into documentation, in front of it, and its members'."""
        for had in one.comments:
            yield had.start, had.end, ""
        words = self.words(one, path, siblings)
        if words:
            yield one.start, one.start, comment(words) + "\n"
        for member in one.members:
            yield from self.described(member, [*path, one.name], one.members)

    def words(self, one, path, siblings):
        text = self.own.get(one.start) or self.shared(one, path, siblings)
        if text and (one.kind == "function" or one.parameters):
            return self.prose.described(text, one.name, one.parameters, one.kind == "function")
        return self.prose.paragraphs(text, one.name) if text else self.without(one, path)

    def without(self, one, path):
        """For what no comment is about: where the header speaks of it."""
        if one.name == "struct_size":
            return [f"sizeof({path[0]})"]
        users = self.users(one, path)
        if users:
            return [f"See {self.prose.list(users)}."]
        if one.kind == "member":
            kind = self.held(one)
            if self.types.get(kind):
                return self.prose.paragraphs(self.types[kind])
            words = self.prose.typed(kind)
            return [words[0].upper() + words[1:] + "."]
        return []  # Doxygen will name it

    def shared(self, one, path, siblings):
        """The comment of a neighbour, where that is for both."""
        at = siblings.index(one)
        above, below = siblings[max(at - 1, 0)], siblings[min(at + 1, len(siblings) - 1)]
        if one.kind == "member":
            if self.users(one, path) or one.name == "struct_size":
                return ""
            if above is not one and self.one_thing(above, one):
                return self.own.get(above.start) or self.shared(above, path, siblings)
            return self.own.get(below.start, "") if self.counts(one, below) else ""
        if one.kind == "enumerator" or above is one:
            return ""
        return self.own.get(above.start, "") if self.source.code[above.end:one.start].count("\n") == 1 else ""

    def one_thing(self, above, one):
        """Numbers of one kind in a row, an array below its count, what a callback is called with."""
        return (self.held(above) == self.held(one) and self.held(one) not in self.types
                or self.counts(above, one) or bool(re.search(rf"\b{one.name}\b", above.code)))

    def counts(self, number, array):
        return number.name.endswith("_count") and self.held(array).endswith("*")

    @staticmethod
    def held(member):
        """Its type, as C writes it in front of the name."""
        return member.code[:member.code.rindex(member.name)].strip() if member.kind == "member" else ""

    def users(self, one, path):
        """Who names it, the first few: functions and types, by themselves or in a member."""
        if one.kind == "member":  # by a dotted name: as.integer
            if not path[1:] and not one.members:
                return []
            name = rf"\b{one.name}\.\w" if one.members else rf"\b{path[-1]}\.{one.name}\b"
        elif one.kind == "enum":
            first = one.members[0].name
            name = common([member.name for member in one.members])
            name = rf"\b{name}\.\.\." if name != "LUAVM_" else rf"\b{first}\b"
        else:
            name = rf"\b{one.name}\b"
        found = []
        for top, other in self.every:
            if top is one or other is one or (one.kind == "enumerator" and one in top.members):
                continue
            text = f"{other.name} {other.code if not other.members else ''} {self.own.get(other.start, '')}"
            user = other.name if other.kind == "enumerator" else top.name
            if re.search(name, text, re.I if one.kind == "macro" else 0) and user not in found:
                found.append(user)
        return found[:4]


def common(names):
    """What all of some names begin with, up to its last underscore."""
    first, last = min(names), max(names)
    at = next((at for at, (a, b) in enumerate(zip(first, last)) if a != b), len(first))
    return first[:first.rindex("_", 0, at) + 1]


def comment(paragraphs):
    return "/** " + "\n\n".join(paragraphs) + " */"


if __name__ == "__main__":
    sys.stdout.write(Reference(Path(sys.argv[1]).read_text(encoding="utf-8")).write())
