"""Reads a type as clang spells it: "const luavm_value *", "int (*)(void *, size_t)"."""
import re

from layout import SIZES
from model import Callback, HeaderError, Named, Pointer, Scalar

TOKEN = re.compile(r"\s*(unsigned int|\w+|\*|\(|\)|,|\.\.\.|.)")


class Spelling:
    def __init__(self, text, declared):
        self.text = text
        self.declared = declared
        self.tokens = TOKEN.findall(text.strip())

    def fail(self):
        raise HeaderError(f'the type "{self.text}" is not one that every binding has')

    def take(self, *wanted):
        if self.tokens[:len(wanted)] != list(wanted):
            self.fail()
        del self.tokens[:len(wanted)]

    def base(self):
        const = False
        while self.tokens and self.tokens[0] in ("const", "struct", "union"):
            const |= self.tokens.pop(0) == "const"
        name = self.tokens.pop(0) if self.tokens else ""
        if name in SIZES or name == "void":
            return Scalar(name), const
        if name not in self.declared:
            self.fail()
        return Named(name), const

    def whole(self):
        """Everything up to a comma, a closing bracket or the end."""
        kind, const = self.base()
        while self.tokens and self.tokens[0] in ("*", "const"):
            if self.tokens.pop(0) == "*":
                kind, const = Pointer(kind, const), False
            else:
                const = True  # of the pointer itself: a promise about no memory
        if self.tokens[:1] == ["("]:
            return self.callback(kind)
        return kind

    def callback(self, returns):
        self.take("(", "*", ")", "(")
        takes = []
        while self.tokens[:1] != [")"]:
            takes.append(self.whole())
            if self.tokens[:1] == [","]:
                self.take(",")
                if self.tokens[:1] == [")"]:
                    self.fail()
        self.take(")")
        if takes == [Scalar("void")]:
            takes = []
        return Callback(returns, tuple(takes))


def read(text, declared):
    spelling = Spelling(text, declared)
    kind = spelling.whole()
    if spelling.tokens:
        spelling.fail()
    return kind
