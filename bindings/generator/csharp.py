"""Declarations for bindings/csharp: one file for each section of the header."""
import re
from xml.sax.saxutils import escape

from model import Alias, Callback, Constant, Enum, Function, HeaderError, Pointer, Record, Scalar

FOLDER = "bindings/csharp/Native"
PATTERN = "*.g.cs"
WIDTH = 120
TYPES = {"char": "byte", "int8_t": "sbyte", "uint8_t": "byte", "int16_t": "short", "uint16_t": "ushort",
         "int32_t": "int", "uint32_t": "uint", "int": "int", "unsigned int": "uint", "float": "float",
         "int64_t": "long", "uint64_t": "ulong", "double": "double", "size_t": "nuint", "void": "void",
         "string": "string"}
KEYWORDS = frozenset("""abstract as base bool break byte case catch char checked class const continue decimal default
    delegate do double else enum event explicit extern false finally fixed float for foreach goto if implicit in int
    interface internal is lock long namespace new null object operator out override params private protected public
    readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof
    uint ulong unchecked unsafe ushort using virtual void volatile while""".split())


def identifier(name):
    return f"@{name}" if name in KEYWORDS else name


def type_name(header, kind):
    if isinstance(kind, Scalar):
        return TYPES[kind.name]
    if isinstance(kind, Pointer):
        return type_name(header, kind.to) + "*"
    if isinstance(kind, Callback):
        parts = [type_name(header, part) for part in (*kind.takes, kind.returns)]
        return f"delegate* unmanaged[Cdecl]<{', '.join(parts)}>"
    if isinstance(header.plain(kind), Callback):
        return type_name(header, header.plain(kind))
    return kind.name


def documentation(text, indent="", tag="summary"):
    if not text:
        return []
    lines = [f"{indent}/// {escape(line)}".rstrip() for line in text.splitlines()]
    lines[0] = lines[0].replace("/// ", f"/// <{tag}>", 1)
    lines[-1] += f"</{tag}>"
    return lines


def constant(made):
    value = f'"{made.value}"' if made.type == "string" else f"{made.value}"
    return [*documentation(made.comment, "    "),
            f"    internal const {TYPES[made.type]} {made.name} = {value};"]


def function(header, made):
    takes = [f"{type_name(header, p.type)} {identifier(p.name)}" for p in made.parameters]
    head = f"    internal static partial {type_name(header, made.returns)} {made.name}("
    line = f"{head}{', '.join(takes)});"
    spread = [head, *(f"        {one}," for one in takes[:-1]), f"        {takes[-1]});"] if takes else []
    lines = [line] if len(line) <= WIDTH else spread
    return [*documentation(made.comment, "    "), "    [LibraryImport(Library)]", *lines]


def enum(header, made):
    alias = next((one for one in header.of(Alias) if one.name == made.alias), None)
    lines = [*documentation(made.comment or (alias.comment if alias else "")),
             f"internal enum {made.alias}", "{"]
    for at, one in enumerate(made.values):
        comma = "," if at + 1 < len(made.values) else ""
        lines += [*documentation(one.comment, "    "), f"    {one.name} = {one.value}{comma}"]
    return [*lines, "}"]


def record(header, made):
    union = made.kind == "union"
    kinds = [type_name(header, field.type) for field in made.fields or []]
    unsafe = "unsafe " if any("*" in kind for kind in kinds) else ""
    comment = made.comment or (f"{made.within}." if made.within else "")
    if made.fields is None:
        return [*documentation(comment or "Only the library knows what is in it."),
                f"internal struct {made.name};"]
    lines = [*documentation(comment), f"[StructLayout(LayoutKind.{'Explicit' if union else 'Sequential'})]",
             f"internal {unsafe}struct {made.name}", "{"]
    for field, kind in zip(made.fields, kinds):
        place = "[FieldOffset(0)] " if union else ""
        lines += [*documentation(field.comment, "    "), f"    {place}internal {kind} {identifier(field.name)};"]
    return [*lines, "}"]


def file_name(section):
    return "".join(word[:1].upper() + word[1:].lower() for word in re.findall(r"\w+", section)) + ".g.cs"


def blank_between(blocks):
    return "\n\n".join("\n".join(block) for block in blocks)


def section_file(header, note, declarations):
    members = [constant(one) for one in declarations if isinstance(one, Constant)]
    members += [function(header, one) for one in declarations if isinstance(one, Function)]
    types = [enum(header, one) if isinstance(one, Enum) else record(header, one)
             for one in declarations if isinstance(one, (Enum, Record))]
    body = list(types)
    if members:
        body.append(["/// <summary>luavm.h, name for name.</summary>", "internal static unsafe partial class Abi", "{",
                     blank_between(members), "}"])
    if not body:
        return None
    imports = "using System.Runtime.InteropServices;\n\n" if re.search(r"StructLayout|LibraryImport", str(body)) else ""
    quiet = "#pragma warning disable CS0649 // fields that the library alone writes\n" if types else ""
    return f"{heading(note)}{quiet}{imports}namespace LuaVm.Client.Native;\n\n{blank_between(body)}\n"


def heading(note):
    lines = "".join(f"// {line}\n" for line in note.splitlines())
    return f"// <auto-generated>\n{lines}// </auto-generated>\n#nullable enable\n"


def types_file(header, note):
    """Handles keep their names, at no cost: they are numbers to the compiler too."""
    enums = {made.alias for made in header.of(Enum)}
    lines = [f"global using {made.name} = {type_name(header, made.type)};" for made in header.of(Alias)
             if made.name not in enums and not isinstance(header.plain(made.type), Callback)]
    library = 'internal static unsafe partial class Abi\n{\n    internal const string Library = "luavm";\n}\n'
    aliases = "\n".join(lines) + "\n\n" if lines else ""
    return f"{heading(note)}{aliases}namespace LuaVm.Client.Native;\n\n{library}"


def write(header, note):
    files = {"Abi.g.cs": types_file(header, note)}
    for section, declarations in header.sections.items():
        text = section_file(header, note, declarations)
        if not text:
            continue
        if file_name(section) in files:
            raise HeaderError(f"the section {section} would be a second {file_name(section)}")
        files[file_name(section)] = text
    return files
