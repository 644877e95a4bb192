"""What a header declares, free of any language: the writers know nothing else."""
from dataclasses import dataclass, field
from typing import Dict, List, Optional


class HeaderError(Exception):
    """The header says something that not every binding can say too."""


@dataclass(frozen=True)
class Scalar:
    """One of scalars.SIZES, or "void" (what a pointer points to, or a return)."""
    name: str


@dataclass(frozen=True)
class Named:
    """A type that the header declares."""
    name: str


@dataclass(frozen=True)
class Pointer:
    to: object
    const: bool = False


@dataclass(frozen=True)
class Callback:
    """A pointer to a function of the caller's."""
    returns: object
    takes: tuple


def spelled(kind):
    """A type in C."""
    if isinstance(kind, Pointer):
        inner = spelled(kind.to)
        if kind.const:
            inner = f"{inner}const" if inner.endswith("*") else f"const {inner}"
        return f"{inner}*" if inner.endswith("*") else f"{inner} *"
    if isinstance(kind, Callback):
        return f"{spelled(kind.returns)} (*)({', '.join(map(spelled, kind.takes)) or 'void'})"
    return kind.name


@dataclass
class Declaration:
    name: str
    comment: str  # its lines, without the marks of a comment
    section: str  # the noun that the header files it under


@dataclass
class Constant(Declaration):
    value: object  # int or str
    type: str  # a scalar, or "string"


@dataclass
class Enumerator:
    name: str
    value: int
    comment: str


@dataclass
class Enum(Declaration):
    values: List[Enumerator]
    alias: str  # the typedef that carries it, as luavm_status; else its own name


@dataclass
class Alias(Declaration):
    """A typedef of a number (a handle, a status) or of a callback."""
    type: object


@dataclass
class Field:
    name: str
    type: object
    comment: str


@dataclass
class Record(Declaration):
    kind: str  # "struct" or "union"
    fields: Optional[List[Field]]  # None: never defined, only pointed at
    within: str = ""  # the record and field that hold it, for one without a name


@dataclass
class Parameter:
    name: str
    type: object


@dataclass
class Function(Declaration):
    returns: object
    parameters: List[Parameter]


@dataclass
class Header:
    path: str
    declarations: List[Declaration] = field(default_factory=list)

    def of(self, kind):
        return [one for one in self.declarations if isinstance(one, kind)]

    @property
    def sections(self) -> Dict[str, List[Declaration]]:
        found: Dict[str, List[Declaration]] = {}
        for one in self.declarations:
            found.setdefault(one.section, []).append(one)
        return found

    def named(self, name):
        return next(one for one in self.declarations if one.name == name and not isinstance(one, (Function, Enum)))

    def plain(self, kind):
        """A type with the aliases of numbers and callbacks taken away."""
        while isinstance(kind, Named) and isinstance(self.named(kind.name), Alias):
            kind = self.named(kind.name).type
        return kind

    def filled_by_caller(self):
        """Structs that functions take as `const struct *`."""
        return {p.type.to.name for f in self.of(Function) for p in f.parameters
                if isinstance(p.type, Pointer) and p.type.const and isinstance(p.type.to, Named)}
