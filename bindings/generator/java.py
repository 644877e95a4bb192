"""Numbers, layouts and native methods for bindings/java."""
from layout import record
from model import Callback, Constant, Enum, Function, HeaderError, Pointer, Record

FOLDER = "bindings/java/src/io/luavm"
PATTERN = "Abi*.java"
WIDTH = 100
TYPES = {"char": "byte", "int8_t": "byte", "uint8_t": "byte", "int16_t": "short", "uint16_t": "short",
         "int32_t": "int", "uint32_t": "int", "int": "int", "unsigned int": "int", "float": "float",
         "int64_t": "long", "uint64_t": "long", "double": "double", "size_t": "long", "void": "void"}
KEYWORDS = frozenset("""abstract assert boolean break byte case catch char class const continue default do double else
    enum extends final finally float for goto if implements import instanceof int interface long native new package
    private protected public return short static strictfp super switch synchronized this throw throws transient try
    void volatile while true false null _""".split())


def identifier(name):
    return f"{name}_" if name in KEYWORDS else name


def type_name(header, kind):
    """Addresses are long, and so are handles."""
    kind = header.plain(kind)
    return "long" if isinstance(kind, (Pointer, Callback)) else TYPES[kind.name]


def documentation(text, indent="  "):
    if not text:
        return []
    text = text.replace("\\", "&#92;").replace("&", "&amp;").replace("&amp;#92;", "&#92;")
    text = text.replace("<", "&lt;").replace(">", "&gt;").replace("@", "&#64;").replace("*/", "*&#47;")
    lines = text.splitlines()
    if len(lines) == 1 and len(lines[0]) < 100:
        return [f"{indent}/** {lines[0]} */"]
    return [f"{indent}/**", *(f"{indent} * {line}".rstrip() for line in lines), f"{indent} */"]


def number(kind, value):
    """A literal with the same bits: Java's numbers have a sign."""
    if TYPES[kind] == "long":
        return f"{value - 2**64 if value >= 2**63 else value}L"
    return f"{value - 2**32 if value >= 2**31 else value}"


def constant(made):
    if made.type == "string":
        return f'  static final String {made.name} = "{made.value}";'
    return f"  static final {TYPES[made.type]} {made.name} = {number(made.type, made.value)};"


def constants(header):
    lines = []
    for made in header.of(Constant):
        lines += [*documentation(made.comment), constant(made)]
    for enum in header.of(Enum):
        lines += ["", f"  // {enum.name}"]
        for one in enum.values:
            lines += [*documentation(one.comment), f"  static final int {one.name} = {one.value};"]
    return lines


def layouts(header):
    lines = []
    for made in header.of(Record):
        if made.fields is None:
            continue
        size, _, offsets = record(header, made)
        lines += [*([] if not lines else [""]), *documentation(made.comment or (made.within and f"{made.within}.")),
                  f"  static final class {made.name} {{", f"    static final int SIZE_BYTES = {size};"]
        for field, offset in zip(made.fields, offsets):
            if field.name == "SIZE_BYTES":
                raise HeaderError(f"{made.name}.{field.name} has the name of the struct's size in Java")
            lines.append(f"    static final int {identifier(field.name)} = {offset};")
        lines += ["", f"    private {made.name}() {{}}", "  }"]
    return lines


def functions(header):
    lines = []
    for made in header.of(Function):
        takes = [f"{type_name(header, p.type)} {identifier(p.name)}" for p in made.parameters]
        head = f"  static native {type_name(header, made.returns)} {made.name}("
        line = f"{head}{', '.join(takes)});"
        lines += [*([] if not lines else [""]), *documentation(made.comment)]
        lines += [line] if len(line) <= WIDTH else [head, f"      {', '.join(takes)});"]
    return lines


def unit(note, name, says, body):
    lines = [*(f"// {line}" for line in note.splitlines()), "package io.luavm;", "", f"/** {says} */",
             f"final class {name} {{", *body, "", f"  private {name}() {{}}", "}"]
    return "\n".join(lines) + "\n"


def write(header, note):
    return {
        f"{name}.java": unit(note, name, says, body)
        for name, says, body in (
            ("AbiConstants", "The numbers and texts of luavm.h; unsigned ones by their bits.", constants(header)),
            ("AbiLayouts", "Sizes and offsets in luavm.h, in bytes, on 64-bit machines.", layouts(header)),
            ("AbiFunctions", "The functions of luavm.h; pointers are addresses.", functions(header)),
        )
    }
