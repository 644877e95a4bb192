"""What a header declares and which comment is about what, by where they stand."""
import re
from dataclasses import dataclass, field
from typing import List

COMMENT = re.compile(r"/\*.*?\*/", re.S)
BANNER = re.compile(r"/\* -{4,} (.*?) \*/")
# For the compiler alone, or for C++.
HIDDEN = re.compile(r"^#ifdef __cplusplus\n(?:.*\n)*?#endif|^#(?!define).*$|^#define LUAVM_(?:H|API)\b.*$", re.M)
MACRO = re.compile(r"^#define[ \t]+(\w+)[^\n]*", re.M)


@dataclass
class Comment:
    start: int
    end: int
    text: str  # without the marks; lines as they were


@dataclass
class Item:
    """A declaration, a macro, or a member of a struct, union or enum."""
    kind: str  # "function", "type", "enum", "macro", "member", "enumerator"
    name: str
    start: int
    end: int
    code: str
    comments: List[Comment] = field(default_factory=list)
    members: List["Item"] = field(default_factory=list)
    parameters: List[tuple] = field(default_factory=list)  # (type, name)

    @property
    def comment(self):
        """The words of its comments; None if there is none."""
        return "\n\n".join(one.text for one in self.comments) or None

    def all(self):
        """This and all below it."""
        yield self
        for member in self.members:
            yield from member.all()


def bare(block):
    """A comment's lines without its marks."""
    lines = block[2:-2].splitlines()
    return "\n".join(re.sub(r"^\s*\*(?: |$)", "", line).strip() if at else line.strip()
                     for at, line in enumerate(lines)).strip()


def blanked(text, pattern):
    """The text with what matches turned into spaces, every offset kept."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def pieces(code, start, end, separators):
    """(start, end) of what lies between separators outside of all brackets."""
    depth, first = 0, start
    for at in range(start, end):
        depth += (code[at] in "{(") - (code[at] in "})")
        if depth == 0 and code[at] in separators:
            yield first, at
            first = at + 1
    yield first, end


def trimmed(code, start, end):
    part = code[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def items(code, start, end, separators, kind):
    for first, last in pieces(code, start, end, separators):
        first, last = trimmed(code, first, last)
        if first < last and not re.fullmatch(r"(struct|union) \w+", code[first:last]):
            yield item(code, first, last, kind)


def item(code, start, end, kind):
    text = code[start:end]
    body = re.match(r"(?:typedef )?(struct|union|enum)\b[^{]*\{", text)
    made = Item(kind, named(text, kind, body), start, end, text)
    if body:
        inner = "enumerator" if body.group(1) == "enum" else "member"
        made.members = list(items(code, start + body.end(), code.rindex("}", start, end),
                                  "," if inner == "enumerator" else ";", inner))
    if kind == "declaration":
        made.kind = "enum" if text.startswith("enum") else "type" if text.startswith("typedef") else "function"
    if "(" in text and not body:
        made.parameters = parameters(text)
    return made


def named(text, kind, body):
    if kind == "enumerator" or text.startswith("enum"):
        pattern = r"^(?:enum )?(\w+)"
    elif body:
        pattern = r"(\w+)$"
    else:
        pattern = r"\(\*\s*(\w+)\)" if "(*" in text else r"(\w+)\s*\(" if "(" in text else r"(\w+)$"
    return re.search(pattern, text).group(1)


def parameters(text):
    inside = text[text.rindex("(") + 1:text.rindex(")")]
    found = (re.fullmatch(r"(.*?)(\w+)", " ".join(one.split())) for one in inside.split(","))
    return [(one.group(1).strip(), one.group(2)) for one in found if one and one.group(1)]


class Source:
    def __init__(self, text):
        self.text = text
        shown = blanked(text, COMMENT)
        self.code = blanked(shown, HIDDEN)
        plain = blanked(self.code, re.compile(r"^#.*$", re.M))
        self.items = list(items(plain, 0, len(plain), ";", "declaration"))
        for found in MACRO.finditer(self.code):
            start, end = trimmed(self.code, *found.span())
            self.items.append(Item("macro", found.group(1), start, end, self.code[start:end]))
        self.items.sort(key=lambda one: one.start)
        found = list(COMMENT.finditer(text))
        self.banners = [one for one in found if BANNER.fullmatch(one.group())]
        self.opening = found[0]  # what the whole header is about
        self.attach(one for one in found[1:] if one not in self.banners)

    def attach(self, comments):
        every = [one for top in self.items for one in top.all()]
        starts = {one.start: one for one in reversed(every)}
        for found in comments:
            about = self.before(found, every) or starts.get(self.after(found))
            if about:
                about.comments.append(Comment(*found.span(), bare(found.group())))

    def before(self, found, every):
        """What ends on the line on which the comment begins."""
        line = self.code.rindex("\n", 0, found.start()) + 1
        ended = [one for one in every
                 if line <= one.end <= found.start() and not self.code[one.end:found.start()].strip(" \t;,")]
        return max(ended, key=lambda one: one.end, default=None)

    def after(self, found):
        """Where the line right below the comment begins to say something."""
        rest = re.compile(r"[ \t]*\n[ \t]*(?=\S)").match(self.code, found.end())
        return rest.end() if rest else None
