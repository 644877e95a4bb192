#!/usr/bin/env python3
"""Makes the table of exports that the misuse and race tests run over.

Usage: generate.py LUAVM.H EXPORTS.C

What the table says comes from the header alone; a function that it cannot make a
valid call for fails the build with the reason.
"""
import re
import sys
from pathlib import Path

import header
from header import HeaderError

BLOCKS = {"luavm_result": "RESULT", "luavm_buffer": "BUFFER", "luavm_http_response": "RESPONSE"}
# Named by the library alone: a program never fills one in by itself.
LENT = ("luavm_reply", "luavm_call")
HANDLES = {"luavm_vm": "HANDLE", "luavm_template": "TEMPLATE", "luavm_ref": "REFERENCE", "luavm_policy": "POLICY",
           "luavm_store": "STORE", "luavm_ws": "SOCKET"}
ARRAYS = {"const luavm_value *": "VALUES", "const luavm_ref *": "REFERENCES",
          "const luavm_store_entry *": "ENTRIES"}
POINTER_FIELD = {"luavm_callback": "CALLBACK", "void *": "USER", "luavm_template": "TEMPLATE",
                 "const luavm_store_backend *": "LEFT"}
FIRST_OF_ENUM = re.compile(r"(LUAVM_[A-Z]+_)\.\.")
MOST = re.compile(r"(?:at most|0 to|1 to) ([\d,]+|LUAVM_\w+)( GiB)?")


def enum_count(known, said, where):
    """One more than the highest number of the enum that a comment names."""
    prefix = FIRST_OF_ENUM.search(said)
    numbers = [n for name, n in known.enums.items() if prefix and name.startswith(prefix.group(1))]
    if not numbers:
        raise HeaderError(f"{where}: its comment names no enum (as in \"LUAVM_GC_...\")")
    return max(numbers) + 1


def known_flags(known, said, where):
    """All flags that a comment names; the next number has a bit that is none."""
    prefix = FIRST_OF_ENUM.search(said)
    flags = [known.macros[name] for name in re.findall(r"LUAVM_[A-Z_]+", said) if name in known.macros]
    flags += [n for name, n in known.macros.items() if prefix and name.startswith(prefix.group(1))]
    if not flags:
        raise HeaderError(f"{where}: its comment names no flag")
    return sum(flags)


def most(known, said, where):
    found = MOST.search(said)
    if not found:
        raise HeaderError(f"{where}: its comment gives no range (\"at most N\" or \"0 to N\")")
    number = found.group(1).replace(",", "")
    return known.macros[number] if number in known.macros else int(number) << (30 if found.group(2) else 0)


def named_numbers(known, said):
    """(first, one more than the last) of the enumerators that a comment names one by one."""
    numbers = [known.enums[name] for name in re.findall(r"LUAVM_[A-Z_]+\b", said) if name in known.enums]
    return (min(numbers), max(numbers) + 1) if numbers else None


def ranges_of(said, where):
    """What a comment lets in, as "1000, 1007 to 1011 or 3000 to 4999; 0: 1000" does: (first, last) each, 0 as well."""
    given, *meaning = said.split(";")
    found = [(int(first), int(last or first)) for first, last in re.findall(r"(\d+)(?: to (\d+))?", given)]
    if not found or not any(re.match(r" 0: ", text) for text in meaning):
        raise HeaderError(f"{where}: its comment gives no numbers (\"1, 3 to 5; 0: 1\")")
    return found + [(0, 0)]


def count_of(function, index):
    """The array that a parameter counts, if it does."""
    before = function.parameters[index - 1] if index > 0 else None
    p = function.parameters[index]
    return before if before and p.type == "size_t" and p.name.endswith("count") and before.type in ARRAYS else None


def statuses_end(known, said):
    """One more than the highest status that a comment lets in; 0: it names none."""
    named = [known.enums[name] for name in re.findall(r"LUAVM_[A-Z]+\b", said) if name in known.enums]
    return max(named) + 1 if named else 0


def nullable(function, parameter):
    if "required" in parameter.text:
        return False
    if "NULL" in parameter.text or "LUAVM_OK (also for NULL)" in function.comment:
        return True
    raise HeaderError(f"{function.name}: the header does not say whether {parameter.name} may be NULL "
                      f"(\"{parameter.name}: required\" or \"{parameter.name}: NULL ...\")")


def parameter(known, function, index):
    """(kind, nullable, struct, number) of one parameter; of numbers also (least, ranges)."""
    p = function.parameters[index]
    where = f"{function.name}, parameter {p.name}"
    plain = p.type.replace("const ", "").rstrip(" *")
    later = function.parameters[index + 1] if index + 1 < len(function.parameters) else None
    if p.type == "luavm_ref" and "vm_class" in p.text:
        return "CLASS", False, None, 0
    if p.type in HANDLES:
        return HANDLES[p.type], False, None, 0
    if p.type.removesuffix(" *") in HANDLES:
        return "OUT_" + HANDLES[p.type.removesuffix(" *")], nullable(function, p), None, 0
    if p.type == "const char *" and later and (later.type, later.name) == ("size_t", p.name + "_length"):
        return "DATA", True, None, int("not empty" in p.text)
    if p.type in ARRAYS and later and count_of(function, index + 1):
        return ARRAYS[p.type], True, None, 0
    if count_of(function, index):
        said = count_of(function, index).text
        return "LENGTH", False, None, most(known, said, where) if MOST.search(said) else 0
    if p.type == "const luavm_value *":
        return "CALLED" if "can be called" in function.comment else "VALUE", nullable(function, p), None, 0
    if p.type == "luavm_reply *":
        return "REPLY", False, None, 0
    if p.type == "void **":
        return "OUT_POINTER", nullable(function, p), None, 0
    if p.type == "void *":
        return "USER", False, None, 0
    if p.type == "size_t" and p.name.endswith("_length"):
        return "LENGTH", False, None, most(known, p.text, where)
    if plain == "luavm_buffer" and p.type.endswith("**") and "NULL on success" not in p.text:
        return "OUT_TEXT", nullable(function, p), None, 0
    if plain in BLOCKS and p.type == plain + " **":
        return "OUT_" + BLOCKS[plain], nullable(function, p), None, 0
    if plain in BLOCKS and p.type == plain + " *":
        return BLOCKS[plain], nullable(function, p), None, 0
    if plain in known.structs and p.type.endswith(" *") and not p.type.endswith("**"):
        input = p.type.startswith("const")
        return ("IN" if input else "OUT") + "_STRUCT", nullable(function, p), plain, int("path" in function.comment)
    if p.type in ("int64_t *", "uint64_t *"):
        return "OUT_NUMBER", nullable(function, p), None, 0
    if p.type == "int32_t *":
        return "OUT_FLAG" if "1 or 0" in p.text else "OUT_CODE", nullable(function, p), None, 0
    if p.type == "int32_t" and named_numbers(known, p.text):
        least, end = named_numbers(known, p.text)
        return "ENUM", False, None, end, least, ()
    if p.type == "int32_t":
        return "CODE", False, None, 0, 0, ranges_of(p.text, where)
    if p.type == "uint64_t":
        return "QUANTITY", False, None, 0
    if p.type == "uint32_t" and p.name == "flags":
        return "ENUM", False, None, known_flags(known, p.text, where) + 1
    if p.type == "uint32_t":
        return "ENUM", False, None, enum_count(known, p.text, where)
    if p.type == "int64_t":
        return "NUMBER", False, None, most(known, p.text, where)
    if p.type == "luavm_status":
        return "STATUS", False, None, statuses_end(known, p.text)
    if p.type == "size_t":
        return "SIZE", False, None, most(known, p.text, where)
    raise HeaderError(f"{where}: no test knows how to make a valid \"{p.type}\"; teach tests/misuse/generate.py")


def struct_field(known, struct, fields, index, written):
    """(role, number): the number is the known flags, the enum's end or the highest value."""
    f = fields[index]
    where = f"{struct}.{f.name}"
    later = fields[index + 1].name if index + 1 < len(fields) else ""
    if f.name == "struct_size":
        return "SIZE", 0
    if written:
        return "WRITTEN", 0
    if f.name.startswith("reserved"):
        return "RESERVED", 0
    if f.name == "flags":
        prefix = FIRST_OF_ENUM.search(f.text)
        if prefix:
            return "FLAGS", sum(n for name, n in known.macros.items() if name.startswith(prefix.group(1)))
        if "none yet" in f.text:
            return "FLAGS", 0
        raise HeaderError(f"{where}: its comment names no flags")
    if f.type == "const char *" and later == f.name + "_length":
        return "DATA", int("from 1" in fields[index + 1].text)
    if f.type.endswith("*") and later == f.name.removesuffix("s") + "_count":
        return "ARRAY", 0
    if f.type == "size_t" and f.name.endswith(("_length", "_count")):
        return "LENGTH", most(known, f.text, where)
    if f.name == "policy":
        return "TEMPLATE", 0  # another kind of handle: 0, or none of these
    if f.type in POINTER_FIELD:
        return POINTER_FIELD[f.type], int("required" in f.text)
    if re.fullmatch(r"void \(\*\)\(.*\)", f.type):
        return "RELEASE", 0
    if f.type == "uint32_t" and FIRST_OF_ENUM.search(f.text):
        return "ENUM", enum_count(known, f.text, where)
    if f.type == "uint32_t":
        return "LIMITED", most(known, f.text, where)
    if f.type == "uint64_t":
        return "QUANTITY", 0
    raise HeaderError(f"{where}: no test knows how to fill a \"{f.type}\"; teach tests/misuse/generate.py")


def struct_table(known, name, written):
    fields = known.structs[name]
    lines = [f"static const struct_field fields_of_{name}[] = {{"]
    for i, f in enumerate(fields):
        role, number = struct_field(known, name, fields, i, written)
        lines.append(f'    {{"{f.name}", offsetof({name}, {f.name}), sizeof((({name} *)0)->{f.name}), '
                     f"FIELD_{role}, {number}u}},")
    return "\n".join([*lines, "};", f"static const struct_info info_of_{name} = {{",
                      f'    "{name}", sizeof({name}), {len(fields)}, fields_of_{name}}};', ""])


def pointer_to(function):
    return f"{function.returns} (*)({', '.join(p.type for p in function.parameters) or 'void'})"


def argument(p, at):
    return f"s[{at}].p" if p.type.endswith("*") else f"({p.type})s[{at}].n"


def thunk(function):
    arguments = ", ".join(argument(p, i) for i, p in enumerate(function.parameters))
    back = "(uint64_t)(uintptr_t)" if function.returns.endswith("*") else "(uint64_t)(int64_t)"
    return (f"static uint64_t call_{function.name}(const slot *s) {{\n  (void)s;\n"
            f"  return {back}{function.name}({arguments});\n}}\n")


def loader(function, at):
    """The function under its own name, in front of the one that dlopen found."""
    named = ", ".join(f"{p.type} {p.name}" for p in function.parameters) or "void"
    names = ", ".join(p.name for p in function.parameters)
    return (f"{function.returns} {function.name}({named}) {{\n"
            f"  return (({pointer_to(function)})export_address[{at}])({names});\n}}\n")


def export(known, function):
    statuses = " | ".join(f"1u << LUAVM_{name}" for name in function.statuses) or "0"
    lines = [f'    {{.name = "{function.name}", .call = call_{function.name}, .statuses = {statuses},',
             f"     .returns_status = {int(function.returns == 'luavm_status')}, "
             f".works_in_child = {int(function.works_in_child)}, .one_per_vm = {int(function.one_per_vm)},",
             f"     .parameter_count = {len(function.parameters)}, .parameters = {{"]
    for i, p in enumerate(function.parameters):
        kind, may_be_null, struct, number, *more = parameter(known, function, i)
        least, ranges = more or (0, ())
        info = f"&info_of_{struct}" if struct else "NULL"
        among = ", ".join(f"{{{first}, {last}}}" for first, last in ranges)
        lines.append(f'      {{"{p.name}", KIND_{kind}, {int(may_be_null)}, {info}, {number}u, {least}u, '
                     f"{len(ranges)}, {{{among}}}}},")
    return "\n".join([*lines, "     }},"])


def generate(text):
    known = header.read(text)
    types = {p.type for f in known.functions for p in f.parameters}
    parts = ['#include <stddef.h>\n\n#include "exports.h"\n',
             f"void *export_address[{len(known.functions)}];\n"]
    parts += [loader(f, i) for i, f in enumerate(known.functions)]
    parts += [struct_table(known, name, written=f"const {name} *" not in types)
              for name in known.structs if types & {f"const {name} *", f"{name} *"} and name not in (*BLOCKS, *LENT)]
    parts += [thunk(f) for f in known.functions]
    rows = "\n".join(export(known, f) for f in known.functions)
    parts.append(f"const export exports[] = {{\n{rows}\n}};\n")
    parts.append(f"const int export_count = {len(known.functions)};\n")
    return "\n".join(parts)


def main(source, target):
    try:
        text = generate(Path(source).read_text(encoding="utf-8"))
    except HeaderError as problem:
        sys.exit(f"{source}: {problem}")
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    Path(target).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
