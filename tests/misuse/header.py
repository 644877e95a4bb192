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


def _statuses(name, comment):
    found = re.search(r"Returns:? (.*?)(?= Owns:| Threads:| After |$)", comment)
    if not found:
        raise HeaderError(f"{name}: its comment has no \"Returns\"")
    return re.findall(r"LUAVM_([A-Z]+)\b", found.group(1))


def _parameter(made, comment):
    said = re.search(rf"(?:^|[\s;.]){made.name}: (.*?)(?=\.? \w+: |\.? Returns|$)", comment)
    return Parameter(model.spelled(made.type), made.name, said.group(1) if said else "")


def _function(made):
    said = _one_line(made.comment)
    returns = model.spelled(made.returns)
    return Function(made.name, returns, [_parameter(p, said) for p in made.parameters], said,
                    _statuses(made.name, said) if returns == "luavm_status" else [])


def read(text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "luavm.h")
        path.write_text(text, encoding="utf-8")
        found = reader.read(path, "luavm.h")
    structs = {made.name: [Field(model.spelled(f.type), f.name, _one_line(f.comment)) for f in made.fields]
               for made in found.of(model.Record) if made.fields and made.fields[0].name == "struct_size"}
    enums = {one.name: one.value for made in found.of(model.Enum) for one in made.values}
    macros = {made.name: made.value for made in found.of(model.Constant) if made.type != "string"}
    return Header([_function(made) for made in found.of(model.Function)], structs, enums, macros)
