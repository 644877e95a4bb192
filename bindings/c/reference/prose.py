"""From the words of a comment to what Doxygen reads: paragraphs, parameters, links."""
import re

LABELS = {"Returns": "@return", "Owns": "@par Owns\n", "Threads": "@par Threads\n", "Limits": "@par Limits\n"}
SPECIAL = re.compile(r"[\\@<>&#%*]")


class Prose:
    def __init__(self, names):
        self.links = re.compile(r"\b(" + "|".join(sorted(names, key=len, reverse=True)) + r")\b")

    def plain(self, text, own=""):
        """Words as they are, and a link from every name that the header declares."""
        parts = re.split(r"(`[^`]*`)", " ".join(text.split()))
        return "".join(part if at % 2 else self.linked(SPECIAL.sub(r"\\\g<0>", part), own)
                       for at, part in enumerate(parts))

    def linked(self, text, own):
        return self.links.sub(lambda found: found.group() if found.group() == own
                              else f'@ref {found.group()} "{found.group()}"', text)

    def list(self, names):
        return ", ".join(f'@ref {name} "{name}"' for name in names)

    def paragraphs(self, text, own=""):
        return [self.plain(part, own) for part in re.split(r"\n\s*\n", text)]

    def described(self, text, own, parameters, answers):
        """The paragraphs of a function's comment: what it does, its parameters, the rest."""
        about, of, rest = [], {}, []
        for paragraph in re.split(r"\n\s*\n", text):
            for label, words in labelled(paragraph, [name for _, name in parameters]):
                words = self.plain(words, own)
                if label is None:
                    about.append(words)
                elif label in LABELS:
                    rest.append(f"{LABELS[label]} {words}")
                else:
                    of.update(dict.fromkeys(re.split(r",\s*", label), words))
        if answers and not any(label.startswith("@return") for label in rest):
            rest.insert(0, f"@return {re.split(r'(?<=[.])[ ]', about[0])[0]}")  # it is about nothing else
        named = [f"@param {name} {of.get(name) or self.unsaid(kind, name)}" for kind, name in parameters]
        return [*about, *named, *rest]

    def unsaid(self, kind, name):
        of = name.removesuffix("_length")
        return f"bytes in `{of}`" if of != name else self.typed(kind)

    def typed(self, kind):
        """What there is to say of something by its type alone."""
        name = re.sub(r"\bconst\b|\*", "", kind).strip()
        return f'a @ref {name} "{name}"' if self.links.fullmatch(name) else f"`{kind}`"


def labelled(paragraph, parameters):
    """(label, words): "source: Lua text. options: NULL. Returns LUAVM_OK." falls into three."""
    names = "|".join(map(re.escape, parameters)) or "(?!)"
    label = re.compile(rf"(?:^|(?<=[.;)]\s))(?:(Returns):?|(Owns|Threads|Limits):|((?:{names})(?:,\s(?:{names}))*):)"
                       r"(?=\s)", re.M)
    found = list(label.finditer(paragraph))
    ends = [one.start() for one in found] + [len(paragraph)]
    head = paragraph[:ends[0]].strip()
    parts = [(None, head)] if head else []
    for one, end in zip(found, ends[1:]):
        parts.append((one.group(1) or one.group(2) or " ".join(one.group(3).split()),
                      paragraph[one.end():end].strip().rstrip(";")))
    return parts
