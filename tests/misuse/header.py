"""What luavm.h promises: its declarations, as bindings/generator reads them, and the
sentences of its comments.

A declaration or a sentence that is not understood is an error that names it, so
the header stays regular.
"""
import re
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

# Behind this folder: both have a generate.py.
sys.path.append(str(Path(__file__).resolve().parents[2] / "bindings" / "generator"))

import model  # noqa: E402
import reader  # noqa: E402
from model import HeaderError  # noqa: E402


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
    return " ".join(comment.split())


def _statuses(name, comments):
    """Those named, and those of the function that "as vm_..." points to."""
    found = re.search(r"Returns:? (.*?)(?= Owns:| Threads:| After |$)", comments.get(name, ""))
    if not found:
        raise HeaderError(f"{name}: its comment has no \"Returns\"")
    text = found.group(1)
    like = re.match(r"as (\w+)(?: but ([^;.]*))?", text)
    if not like:
        return re.findall(r"LUAVM_([A-Z]+)\b", text)
    without = re.findall(r"LUAVM_([A-Z]+)\b", like.group(2) or "")
    named = re.findall(r"LUAVM_([A-Z]+)\b", text[like.end():])
    return list(dict.fromkeys([s for s in _statuses(like.group(1), comments) if s not in without] + named))


def _said(parameter, function, comments):
    """What is said of a parameter, there or where "as for vm_..." points to."""
    found = re.search(rf"(?:^|[.;] )(?:\w+, )*{parameter}(?:, \w+)*: (.*?)(?=\.? (?:\w+, )*[a-z]\w*: |\.? Returns|$)",
                      comments.get(function, ""))
    text = found.group(1) if found else ""
    like = re.match(r"as for (\w+)", text)
    if like:
        return text[like.end():] + " " + _said(parameter, like.group(1), comments)
    if not text and parameter.endswith("_length"):
        like = re.search(rf"[\s;.]{parameter.removesuffix('_length')}: as for (\w+)", comments.get(function, ""))
        return _said(parameter, like.group(1), comments) if like else ""
    return text


def _function(made, comments):
    returns = model.spelled(made.returns)
    parameters = [Parameter(model.spelled(p.type), p.name, _said(p.name, made.name, comments)) for p in made.parameters]
    return Function(made.name, returns, parameters, comments[made.name],
                    _statuses(made.name, comments) if returns == "luavm_status" else [])


def read(text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "luavm.h")
        path.write_text(text, encoding="utf-8")
        found = reader.read(path, "luavm.h")
    structs = {made.name: [Field(model.spelled(f.type), f.name, _one_line(f.comment)) for f in made.fields]
               for made in found.of(model.Record) if made.fields and made.fields[0].name == "struct_size"}
    enums = {one.name: one.value for made in found.of(model.Enum) for one in made.values}
    macros = {made.name: made.value for made in found.of(model.Constant) if made.type != "string"}
    functions = found.of(model.Function)
    comments = {made.name: _one_line(made.comment) for made in functions}
    return Header([_function(made, comments) for made in functions], structs, enums, macros)
