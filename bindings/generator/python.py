"""The ctypes tables of bindings/python/luavm."""
import re

from model import Alias, Callback, Constant, Enum, Function, Named, Pointer, Record, Scalar

FOLDER = "bindings/python/luavm"
PATTERN = "_abi_*.py"
WIDTH = 100
NAMES = {"char": "c_char", "int": "c_int", "unsigned int": "c_uint", "float": "c_float", "double": "c_double",
         "size_t": "c_size_t", **{f"{sign}int{bits}_t": f"c_{sign}int{bits}"
                                  for sign in ("", "u") for bits in (8, 16, 32, 64)}}
CHAR, VOID = Scalar("char"), Scalar("void")


def address(kind):
    """Where bytes are, which may hold NUL: no c_char_p, that would stop there."""
    return isinstance(kind, Pointer) and kind.to in (CHAR, VOID)


def type_name(kind):
    """The ctypes type of a parameter or a return."""
    if kind == VOID:
        return "None"
    if isinstance(kind, Scalar):
        return NAMES[kind.name]
    if isinstance(kind, Named):
        return kind.name
    if isinstance(kind, Callback):
        takes = ["c_void_p" if address(t) else type_name(t) for t in kind.takes]
        returns = "c_void_p" if isinstance(kind.returns, Pointer) else type_name(kind.returns)
        return f"CFUNCTYPE({', '.join([returns, *takes])})"
    if kind.to == VOID:
        return "c_void_p"
    if kind.to == CHAR:
        return "c_char_p" if kind.const else "POINTER(c_char)"
    return f"POINTER({type_name(kind.to)})"


def field_type(kind, ours):
    """Pointers are addresses, as ctypes keeps no memory alive for them, but for
    the text of a struct that Python fills in."""
    if isinstance(kind, Pointer):
        return "c_char_p" if ours and kind.to == CHAR else "c_void_p"
    return type_name(kind)


def spread(head, items, tail, indent=""):
    """One line, or one item a line where that is too long."""
    line = f"{indent}{head}{', '.join(items)}{tail}"
    if len(line) <= WIDTH:
        return [line]
    return [f"{indent}{head}", *(f"{indent}    {item}," for item in items), f"{indent}{tail}"]


def module(note, title, imports, body):
    lines = [f'"""{title}\n\n{note}\n"""', "", "from __future__ import annotations", "", *imports, *body]
    return "\n".join(lines) + "\n"


def ctypes_used(lines):
    used = set(re.findall(r"\b(c_\w+|POINTER|CFUNCTYPE|Structure|Union)\b", "\n".join(lines)))
    return ["from ctypes import (", *(f"    {name}," for name in sorted(used)), ")"]


def constants(header, note):
    lines = []
    for made in header.of(Constant):
        value = f'"{made.value}"' if made.type == "string" else made.value
        lines.append(f"{made.name} = {value}")
    for enum in header.of(Enum):
        lines += ["", f"# {enum.name}", *(f"{one.name} = {one.value}" for one in enum.values)]
    statuses = next((enum.values for enum in header.of(Enum) if enum.alias == "luavm_status"), [])
    names = [f'    {one.name}: "{one.name[len("LUAVM_"):].lower()}",' for one in statuses]
    lines += ["", "STATUS_NAMES: Dict[int, str] = {", *names, "}"]
    return module(note, "The numbers and texts of luavm.h.", ["from typing import Dict", ""], lines)


def record(header, made, early):
    ours = made.name in header.filled_by_caller()
    base = "Structure" if made.kind == "struct" else "Union"
    says = f'    """{made.within}."""' if made.within else None
    lines = []
    if made.name not in early:
        lines += ["", "", f"class {made.name}({base}):", *([says, ""] if says else [])]
    if made.fields is None:
        return lines + ['    """Only the library knows what is in it."""'] if made.name not in early else lines
    fields = [f'("{f.name}", {field_type(f.type, ours)})' for f in made.fields]
    if made.name in early:
        return [*lines, "", *spread(f"{made.name}._fields_ = [", fields, "]")]
    if len(fields) > 3:
        return [*lines, "    _fields_ = [", *(f"        {field}," for field in fields), "    ]"]
    return lines + spread("_fields_ = [", fields, "]", "    ")


def pointed_at(kind):
    """The records that a callback's type names, which Python must know by then."""
    if isinstance(kind, Callback):
        return {name for part in (kind.returns, *kind.takes) for name in pointed_at(part)}
    if isinstance(kind, Pointer):
        return pointed_at(kind.to)
    return {kind.name} if isinstance(kind, Named) else set()


def early_records(header):
    """Records that a callback points at before they are defined."""
    seen, early = set(), []
    for made in header.of((Record, Alias)):
        fields = made.fields or [] if isinstance(made, Record) else [made]
        for part in fields:
            if isinstance(header.plain(part.type), Callback):
                early += [one for one in header.of(Record)
                          if one.name in pointed_at(header.plain(part.type)) - seen and one not in early]
        seen.add(made.name)
    return early


def types(header, note):
    lines = []
    early = early_records(header)
    for made in early:
        base = "Structure" if made.kind == "struct" else "Union"
        says = "Its fields follow." if made.fields is not None else "Only the library knows what is in it."
        lines += ["", "", f"class {made.name}({base}):", f'    """{says}"""']
    lines += [""] if early else []
    names = {made.name for made in early}
    for made in header.of((Alias, Record)):
        if isinstance(made, Alias):
            after_class = lines and lines[-1].startswith("    ")
            lines += ["", *([""] if after_class else []), f"{made.name} = {type_name(made.type)}"]
        else:
            lines += record(header, made, names)
    named = [made.name for made in header.of(Record) if not made.within and made.kind == "struct"
             and made.fields is not None]
    tail = ["", "", "STRUCTS: Tuple[Type[Structure], ...] = (", *(f"    {name}," for name in named), ")"]
    imports = [*ctypes_used(lines + tail), "from typing import Tuple, Type"]
    return module(note, "The types of luavm.h in ctypes, name for name.", imports, lines + tail)


def functions(header, note):
    lines = ["", "# name -> (what it returns, what it takes)", "PROTOTYPES: Dict[str, Tuple[Any, Tuple[Any, ...]]] = {"]
    used = set()
    for made in header.of(Function):
        takes = [type_name(p.type) for p in made.parameters]
        used |= {name for kind in (made.returns, *(p.type for p in made.parameters)) for name in pointed_at(kind)}
        lone = "," if len(takes) == 1 else ""
        head = f'    "{made.name}": ({type_name(made.returns)}, ('
        line = f"{head}{', '.join(takes)}{lone})),"
        if len(line) <= WIDTH:
            lines.append(line)
        else:
            lines += [f'    "{made.name}": (', f"        {type_name(made.returns)},",
                      *spread("(", takes, f"{lone}),", "        "), "    ),"]
    lines.append("}")
    imports = [*ctypes_used(lines), "from typing import Any, Dict, Tuple", "",
               "from ._abi_types import (", *(f"    {name}," for name in sorted(used)), ")"]
    return module(note, "The functions of luavm.h, for ctypes.", imports, lines)


def write(header, note):
    """File name -> text."""
    return {
        "_abi_constants.py": constants(header, note),
        "_abi_types.py": types(header, note),
        "_abi_functions.py": functions(header, note),
    }
