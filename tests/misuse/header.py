"""Reads luavm.h: its functions, structs and enums, and what its comments promise.

The header is regular, and the misuse tests keep it so: a declaration or a
sentence that is not understood here is an error that names it.
"""
import re
from dataclasses import dataclass, field


class HeaderError(Exception):
    """The header says something that no misuse test can be made of."""


@dataclass
class Parameter:
    type: str
    name: str
    text: str  # what the comment says about it


@dataclass
class Function:
    name: str
    returns: str
    parameters: list
    comment: str
    statuses: list = field(default_factory=list)

    @property
    def works_in_child(self):
        return "Works in a forked child" in self.comment

    @property
    def one_per_vm(self):
        return "Threads: one per VM" in self.comment


@dataclass
class Field:
    type: str
    name: str
    text: str


@dataclass
class Header:
    functions: list
    structs: dict  # name: [Field]
    enums: dict  # enumerator: number
    macros: dict  # name: number


def _one_line(comment):
    """A block comment as one line of text."""
    return " ".join(re.sub(r"^\s*/?\*+/?", "", line).removesuffix("*/").strip()
                    for line in comment.splitlines()).strip()


def _statuses(name, comment):
    found = re.search(r"Returns:? (.*?)(?= Owns:| Threads:| After |$)", comment)
    if not found:
        raise HeaderError(f"{name}: its comment has no \"Returns\"")
    return re.findall(r"LUAVM_([A-Z]+)\b", found.group(1))


def _parameter(function, text, comment):
    found = re.fullmatch(r"(.*?[\s*])(\w+)", text.strip())
    if not found:
        raise HeaderError(f"{function}: parameter \"{text.strip()}\" is not understood")
    kind, name = re.sub(r"\s*\*", " *", found.group(1).strip()).replace("* *", "**"), found.group(2)
    said = re.search(rf"(?:^|[\s;.]){name}: (.*?)(?=\.? \w+: |\.? Returns|$)", comment)
    return Parameter(kind, name, said.group(1) if said else "")


def _functions(text):
    functions = []
    pattern = re.compile(r"(/\*(?:(?!\*/).)*\*/)\s*LUAVM_API\s+([^;(]*?)(\w+)\s*\(([^)]*)\)\s*;", re.S)
    for comment, returns, name, inside in pattern.findall(text):
        said = _one_line(comment)
        inside = "" if inside.strip() == "void" else inside
        made = Function(name, returns.strip(), [], said)
        made.parameters = [_parameter(name, part, said) for part in inside.split(",") if part.strip()]
        if made.returns == "luavm_status":
            made.statuses = _statuses(name, said)
        functions.append(made)
    declared = len(re.findall(r"^LUAVM_API ", text, re.M))
    if declared != len(functions):
        raise HeaderError(f"{declared} functions are declared, {len(functions)} are understood: "
                          "each needs a block comment right in front of it")
    return functions


def _fields(struct, body):
    """Fields with the comments that stand behind them."""
    fields = []
    for part in re.finditer(r"\s*([\w\s*]+?[\s*])(\w+(?:, \w+)*);((?:\s*/\*.*?\*/)?)", body, re.S):
        kind = " ".join(part.group(1).split()).replace(" *", "*").replace("*", " *").strip()
        for name in part.group(2).split(", "):
            fields.append(Field(kind, name, _one_line(part.group(3).strip())))
    if not fields:
        raise HeaderError(f"struct {struct} is not understood")
    return fields


def read(text):
    structs = {name: _fields(name, body)
               for body, name in re.findall(r"typedef struct \w+ \{((?:(?!typedef).)*?)\} (\w+);", text, re.S)
               if "struct_size" in body}
    enums = {name: int(number, 0) for name, number in re.findall(r"^\s+(LUAVM_\w+) = (\d+)", text, re.M)}
    macros = {name: int(number, 0) for name, number in re.findall(r"^#define (LUAVM_\w+) (\d+)u?$", text, re.M)}
    return Header(_functions(text), structs, enums, macros)
