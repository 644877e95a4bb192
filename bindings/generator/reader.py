"""From clang's syntax tree to the model. Whatever is not understood is refused
by name and line: a binding that lacks something is found out too late."""
import re
from pathlib import Path

import clang
import comments
import spelling
from model import (Alias, Callback, Constant, Enum, Enumerator, Field, Function, Header, HeaderError, Named,
                   Parameter, Pointer, Record, Scalar)

NOT_CONSTANTS = ("LUAVM_H", "LUAVM_API")
UNNAMED = re.compile(r"\((?:anonymous|unnamed)")
MACRO = re.compile(rb"^[ \t]*#[ \t]*define[ \t]+(\w+)(\(?)[ \t]*(.*?)[ \t]*(?:/\*|$)", re.M)


def offset(place):
    place = place.get("expansionLoc", place)
    return place["offset"], place["tokLen"]


class Reader:
    def __init__(self, path, shown):
        self.path = path
        self.source = Path(path).read_bytes()
        self.header = Header(shown)
        self.records = {}  # tag of a struct or union -> its node, the one with the fields if there is one
        self.declared = set()

    def fail(self, node, why):
        line = comments.line(self.source, offset(node["range"]["begin"])[0])
        raise HeaderError(f"line {line}: {node.get('name', node['kind'])}: {why}")

    def about(self, node):
        """(comment, section) of a declaration."""
        start, _ = offset(node["range"]["begin"])
        return comments.before(self.source, start), comments.section(self.source, start)

    def trailing(self, node):
        end, length = offset(node["range"]["end"])
        return comments.behind(self.source, end + length)

    def type(self, node, text=None):
        try:
            return spelling.read(text or node["type"]["qualType"], self.declared)
        except HeaderError as problem:
            return self.fail(node, str(problem))

    def value(self, node, text=None):
        """The type of something that is held, passed or returned."""
        found = self.type(node, text)
        if found == Scalar("void"):
            self.fail(node, "nothing is of type void")
        self.check_callback(node, found)
        return found

    def check_callback(self, node, kind):
        """A callback has only what a function may have."""
        while isinstance(kind, Pointer):
            kind = kind.to
        if not isinstance(kind, Callback):
            return
        for part in (kind.returns, *kind.takes):
            self.by_value(node, part)
            self.check_callback(node, part)
        if Scalar("void") in kind.takes:
            self.fail(node, "nothing is of type void")

    def children(self, node, *allowed):
        found = [child for child in node.get("inner", []) if child["kind"] != "FullComment"]
        for child in found:
            if child["kind"] not in allowed:
                self.fail(node, f"{child['kind']} has no counterpart in every binding")
        return found

    def read(self):
        nodes = [node for node in clang.tree(self.path)
                 if "range" in node and "offset" in self.place(node) and "includedFrom" not in self.place(node)]
        for node in nodes:
            read = getattr(self, "read_" + node["kind"], None)
            if not read:
                self.fail(node, f"{node['kind']} has no counterpart in every binding")
            read(node)
        self.check_records()
        self.merge_enums()
        self.read_macros()
        return self.header

    @staticmethod
    def place(node):
        loc = node.get("loc", {})
        return loc.get("expansionLoc", loc)

    def add(self, made, node=None):
        if made.name in {one.name for one in self.header.declarations if isinstance(one, type(made))}:
            self.fail(node, "is declared twice")
        self.header.declarations.append(made)

    def read_RecordDecl(self, node):
        if "name" not in node:
            self.fail(node, "a struct or union needs a name")
        if node["name"] not in self.records or node.get("completeDefinition"):
            self.records[node["name"]] = node
        self.declared.add(node["name"])

    def read_TypedefDecl(self, node):
        name, text = node["name"], node["type"]["qualType"]
        tagged = re.fullmatch(r"(struct|union) (\w+)", text)
        comment, section = self.about(node)
        if tagged:
            kind, tag = tagged.groups()
            if tag != name:
                self.fail(node, f"{kind} {tag} has another name: write typedef {kind} {name} {{...}} {name}")
            self.declared.add(name)
            self.opaque_or_record(node, kind, comment, section)
            return
        if UNNAMED.search(text):
            self.fail(node, "its struct, union or enum has no name of its own")
        found = self.value(node)
        if not isinstance(self.header.plain(found), (Scalar, Callback)):
            self.fail(node, "is another name for a type that has one")
        self.declared.add(name)
        self.add(Alias(name, comment, section, found), node)

    def read_StaticAssertDecl(self, node):
        """Checked by clang, and nothing that a binding could use."""

    def check_records(self):
        known = {record.name: record for record in self.header.of(Record)}
        for name, node in self.records.items():
            if name not in known:
                self.fail(node, f"has no typedef: write typedef {node['tagUsed']} {name} {name}")
            if known[name].fields is None and node.get("completeDefinition"):
                self.fail(node, "is defined apart from its typedef")

    def opaque_or_record(self, node, kind, comment, section):
        name = node["name"]
        body = self.records[name]
        known = [one for one in self.header.of(Record) if one.name == name]
        if known:
            self.fail(node, "is declared twice: forward declarations are written \"struct NAME;\"")
        if not body.get("completeDefinition"):
            self.add(Record(name, comment, section, kind, None), node)
            return
        fields = self.fields(body, name, section)
        self.add(Record(name, comment, section, kind, fields), node)

    def fields(self, record, name, section):
        fields, unnamed = [], None
        for child in self.children(record, "FieldDecl", "RecordDecl", "IndirectFieldDecl"):
            if child["kind"] == "RecordDecl":
                if "name" in child:
                    self.fail(child, "is declared within another: declare it in front")
                unnamed = child
                continue
            fields.append(self.field(child, name, section, unnamed))
        if not fields:
            self.fail(record, "has no fields")
        return fields

    def field(self, node, owner, section, unnamed):
        if not node.get("name"):
            self.fail(node, "a field needs a name")
        if node.get("isBitfield"):
            self.fail(node, "bit fields have no place that every binding agrees on")
        self.children(node)
        if UNNAMED.search(node["type"]["qualType"]):
            inner = f"{owner}_{node['name']}"
            self.add(Record(inner, "", section, unnamed["tagUsed"], self.fields(unnamed, inner, section),
                            f"{owner}.{node['name']}"), node)
            self.declared.add(inner)
            kind = Named(inner)
        else:
            kind = self.value(node)
        if isinstance(kind, Named) and not self.complete(kind.name):
            self.fail(node, f"{kind.name} is not defined yet")
        return Field(node["name"], kind, self.trailing(node))

    def complete(self, name):
        return any(one.name == name and getattr(one, "fields", True) is not None
                   for one in self.header.declarations)

    def read_EnumDecl(self, node):
        if "name" not in node:
            self.fail(node, "an enum needs a name")
        values = []
        for child in self.children(node, "EnumConstantDecl"):
            if not child.get("inner"):
                self.fail(child, "needs a number: the ABI does not follow the order of lines")
            value = int(child["inner"][0]["value"])
            if not -2**31 <= value < 2**31:
                self.fail(child, "is not within 32 bits")
            values.append(Enumerator(child["name"], value, self.trailing(child)))
        self.add(Enum(node["name"], *self.about(node), values, node["name"]), node)

    def read_FunctionDecl(self, node):
        if node.get("variadic") or node.get("inline") or node.get("storageClass") != "extern":
            self.fail(node, "only plain functions (LUAVM_API) are exported")
        inner = self.children(node, "ParmVarDecl", "VisibilityAttr")
        if not any(child["kind"] == "VisibilityAttr" for child in inner):
            self.fail(node, "is not marked LUAVM_API")
        comment, section = self.about(node)
        if not comment:
            self.fail(node, "needs a block comment right in front of it")
        parameters = [self.parameter(child) for child in inner if child["kind"] == "ParmVarDecl"]
        returns = self.returned(node)
        self.by_value(node, returns)
        self.add(Function(node["name"], comment, section, returns, parameters), node)

    def returned(self, node):
        text = node["type"]["qualType"]
        found = re.fullmatch(r"([^()]*?)\s*\((?!\*).*\)", text)
        if not found or "__attribute__" in text:
            self.fail(node, f'the type "{text}" is not one that every binding has')
        return self.type(node, found.group(1))

    def parameter(self, node):
        if "name" not in node:
            self.fail(node, "a parameter needs a name")
        kind = self.value(node)
        self.by_value(node, kind)
        return Parameter(node["name"], kind)

    def by_value(self, node, kind):
        kind = self.header.plain(kind) if isinstance(kind, Named) and self.complete(kind.name) else kind
        if isinstance(kind, Named):
            self.fail(node, f"{kind.name} is passed by value: pass a pointer")

    def merge_enums(self):
        """luavm_status and luavm_status_value are one type where a language has enums."""
        aliases = {alias.name for alias in self.header.of(Alias)}
        for enum in self.header.of(Enum):
            if enum.name.removesuffix("_value") in aliases:
                enum.alias = enum.name.removesuffix("_value")

    def read_macros(self):
        numbers = []
        for found in MACRO.finditer(self.source):
            name, parenthesis, body = (part.decode("utf-8") for part in found.groups())
            if name in NOT_CONSTANTS:
                continue
            if parenthesis or not body:
                raise HeaderError(f"line {comments.line(self.source, found.start())}: macro {name} is no constant")
            text = re.fullmatch(r'"([^"\\]*)"', body)
            made = Constant(name, comments.before(self.source, found.start()),
                            comments.section(self.source, found.start()), text and text.group(1), "string")
            self.header.declarations.append(made)
            numbers += [] if text else [made]
        values = clang.macros(self.path, [made.name for made in numbers])
        for made in numbers:
            made.value, made.type = values[made.name]


def read(path, shown):
    try:
        return Reader(path, shown).read()
    except HeaderError as problem:
        raise HeaderError(f"{shown}: {problem}") from None
