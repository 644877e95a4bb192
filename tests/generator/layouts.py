"""The numbers of a header as each language has them: {"luavm_value.as": 8, ...}.

A struct's own name stands for its size, a field's for its offset, a constant's
for its value; "luavm_value.as:size" and "luavm_value.as:kind" (of KINDS) for what
a field is.
"""
import ctypes
import re
import tempfile
from pathlib import Path

from support import HERE, run  # first: it puts the generator on the path
from model import Constant, Enum, Record


def records(header):
    return [made for made in header.of(Record) if made.fields is not None]


OTHER, SIGNED, UNSIGNED, FLOATING = KINDS = range(4)
FORMATS = {"b": SIGNED, "h": SIGNED, "i": SIGNED, "l": SIGNED, "q": SIGNED, "f": FLOATING, "d": FLOATING,
           "c": UNSIGNED, "B": UNSIGNED, "H": UNSIGNED, "I": UNSIGNED, "L": UNSIGNED, "Q": UNSIGNED}
KIND = f"""#define KIND(x) _Generic((x), char: {UNSIGNED}, \\
  int8_t: {SIGNED}, int16_t: {SIGNED}, int32_t: {SIGNED}, int64_t: {SIGNED}, float: {FLOATING}, double: {FLOATING}, \\
  uint8_t: {UNSIGNED}, uint16_t: {UNSIGNED}, uint32_t: {UNSIGNED}, uint64_t: {UNSIGNED}, default: {OTHER})
"""


def names(header):
    """Every name that a table must have a number for."""
    found = {made.name for made in header.of(Constant) if made.type != "string"}
    found |= {one.name for enum in header.of(Enum) for one in enum.values}
    for made in records(header):
        found |= {made.name, *(f"{made.name}.{field.name}" for field in made.fields)}
    return found


def program(header, path):
    lines = []
    for made in sorted(records(header), key=lambda made: len(made.name)):
        if made.within:
            owner, field = made.within.split(".")
            lines.append(f"typedef __typeof__((({owner} *)0)->{field}) {made.name};")
    lines.append("int main(void) {")
    for name in sorted(names(header)):
        record, _, field = name.partition(".")
        if field:
            lines += [f'  printf("{name}:size %zu\\n", sizeof((({record} *)0)->{field}));',
                      f'  printf("{name}:kind %d\\n", KIND((({record} *)0)->{field}));']
            value = f"(long long)offsetof({record}, {field})"
        elif any(made.name == name for made in records(header)):
            value = f"(long long)sizeof({name})"
        else:
            lines.append(f'  printf({name} < 0 ? "{name} %lld\\n" : "{name} %llu\\n", {name} + 0ll);')
            continue
        lines.append(f'  printf("{name} %lld\\n", {value});')
    return f'#include <stdio.h>\n#include "{path}"\n{KIND}' + "\n".join(lines) + "\n  return 0;\n}\n"


def pairs(text):
    return {name: int(value) for name, value in (line.split() for line in text.splitlines())}


def of_c(header, path):
    with tempfile.TemporaryDirectory() as folder:
        source, binary = Path(folder, "layout.c"), Path(folder, "layout")
        source.write_text(program(header, path), encoding="utf-8")
        run("gcc", "-std=gnu11", "-w", source, "-o", binary)
        return pairs(run(binary))


def of_python(tables):
    found = {}
    for name, value in tables.items():
        if isinstance(value, int) and name.startswith("LUAVM_"):
            found[name] = value
        if isinstance(value, type) and issubclass(value, (ctypes.Structure, ctypes.Union)) \
                and getattr(value, "_fields_", None):
            found[name] = ctypes.sizeof(value)
            for field, of in value._fields_:
                place = value.__dict__[field]
                simple = issubclass(of, ctypes._SimpleCData)
                found.update({f"{name}.{field}": place.offset, f"{name}.{field}:size": place.size,
                              f"{name}.{field}:kind": FORMATS.get(of._type_, OTHER) if simple else OTHER})
    return found


def of_csharp(folder):
    """(numbers, functions) of the C# below a folder, compiled and asked."""
    with tempfile.TemporaryDirectory() as objects:
        project = HERE / "csharp" / "AbiPrinter.csproj"
        text = run("dotnet", "run", "--project", project, "-c", "Release", "-v", "quiet",
                   f"--property:Generated={folder}/bindings/csharp/Native",
                   f"--property:BaseIntermediateOutputPath={objects}/obj/",
                   f"--property:BaseOutputPath={objects}/bin/")
    functions = re.findall(r"^function (\w+)$", text, re.M)
    return pairs(re.sub(r"^function .*\n", "", text, flags=re.M)), functions


def of_java(folder):
    """Read, not compiled: a JDK is not part of the build. A keyword has gained a "_"."""
    found = {}
    place = Path(folder, "bindings/java/src/io/luavm")
    owner = ""
    for name in ("AbiConstants", "AbiLayouts"):
        for line in (place / f"{name}.java").read_text(encoding="utf-8").splitlines():
            record = re.fullmatch(r"  static final class (\w+) \{", line)
            number = re.fullmatch(r"( *)static final (int|long) (\w+) = (-?\d+)L?;", line)
            if record:
                owner = record.group(1)
            elif number and number.group(3) == "SIZE_BYTES":
                found[owner] = int(number.group(4))
            elif number:
                field = f"{owner}.{number.group(3).removesuffix('_')}"
                found[field if len(number.group(1)) == 4 else number.group(3)] = int(number.group(4))
    return found
