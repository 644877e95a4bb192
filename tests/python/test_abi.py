"""luavm._abi against the header: names by reading it, numbers by its compiler."""

import ctypes
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from luavm import _abi, _library, _memory, cache, gc, process, quota, result

from support import HEADER, PATIENCE

CC = shutil.which("gcc") or shutil.which("cc")

TEXT = re.sub(r"[ ]*/\*.*?\*/", "", HEADER.read_text(encoding="utf-8"), flags=re.S)

C_TYPES = {
    "char": ctypes.c_char,
    "size_t": ctypes.c_size_t,
    "int32_t": ctypes.c_int32,
    "int64_t": ctypes.c_int64,
    "uint32_t": ctypes.c_uint32,
    "uint64_t": ctypes.c_uint64,
    "luavm_status": ctypes.c_int32,
    "luavm_vm": ctypes.c_uint64,
    **{struct.__name__: struct for struct in _abi.STRUCTS},
}


def ctype(text):
    """The ctypes type of a C type as the header spells it."""
    text = re.sub(r"\b(const|struct)\b", "", text).replace(" ", "")
    name = text.rstrip("*")
    found = C_TYPES.get(name) or getattr(_abi, name, None)  # or a callback
    depth = len(text) - len(name)
    if name == "void":
        found, depth = ctypes.c_void_p, depth - 1
    for _ in range(depth):
        found = ctypes.c_char_p if found is ctypes.c_char else ctypes.POINTER(found)
    return found


def kind(field_type):
    """i, u or f for a number, o for any other."""
    if issubclass(field_type, ctypes._SimpleCData):
        return {"i": "i", "l": "i", "q": "i", "I": "u", "L": "u", "Q": "u", "d": "f"}.get(
            field_type._type_, "o"
        )
    return "o"


def constants():
    """Names of the enumerators and of the macros with a number."""
    return set(re.findall(r"\b(LUAVM_\w+) = ", TEXT)) | {
        name
        for name, value in re.findall(r"^#define (LUAVM_\w+) (\S+)$", TEXT, re.M)
        if value[0].isdigit() or value.startswith("UINT")
    }


def bodies():
    """Struct name -> its body."""
    return dict(re.findall(r"typedef struct (\w+) \{(.*?)\n\} \1;", TEXT, re.S))


def program():
    """A C program that prints every number this file wants to know."""
    lines = []
    for name in sorted(constants()):
        lines.append(f'printf("{name} %llu\\n", (unsigned long long)({name}));')
    for struct in _abi.STRUCTS:
        name = struct.__name__
        lines.append(f'printf("{name} %zu\\n", sizeof({name}));')
        fields = [(field, of) for field, of in struct._fields_]
        if struct is _abi.luavm_value:
            fields += [(f"as.{field}", of) for field, of in _abi.luavm_value_as._fields_]
        for field, _ in fields:
            place = f"offsetof({name}, {field}), sizeof x.{field}, KIND(x.{field})"
            lines.append(
                f'{{ {name} x; (void)x; printf("{name}.{field} %zu %zu %s\\n", {place}); }}'
            )
    return (
        '#include <stdio.h>\n#include "luavm.h"\n'
        "#define KIND(x) _Generic((x), int32_t: \"i\", int64_t: \"i\", uint32_t: \"u\", "
        'uint64_t: "u", double: "f", default: "o")\n'
        "int main(void) {\n" + "\n".join(lines) + "\nreturn 0;\n}\n"
    )


class Names(unittest.TestCase):
    def test_every_constant_of_the_header_is_there_and_no_other(self):
        mine = {name for name in vars(_abi) if name.startswith("LUAVM_")} - {"LUAVM_VERSION"}
        self.assertEqual(mine, constants())

    def test_every_struct_of_the_header_is_there_and_no_other(self):
        self.assertEqual([struct.__name__ for struct in _abi.STRUCTS], list(bodies()))

    def test_every_struct_has_the_fields_of_the_header(self):
        for struct in _abi.STRUCTS:
            with self.subTest(struct.__name__):
                body = re.sub(r"union \{.*?\}", "union", bodies()[struct.__name__], flags=re.S)
                body = re.sub(r"\(\*(\w+)\)\([^)]*\)", r"\1", body)  # a function pointer
                declared = re.findall(r"(\w+)[;,]", body)
                self.assertEqual([field for field, _ in struct._fields_], declared)

    def test_the_union_has_the_fields_of_the_header(self):
        union = re.search(r"union \{(.*?)\} as;", TEXT, re.S).group(1)
        names = [field for field, _ in _abi.luavm_value_as._fields_]
        self.assertEqual(names, re.findall(r"(\w+);", union))

    def test_every_function_has_the_prototype_of_the_header(self):
        declared = {}
        prototype = re.compile(r"^LUAVM_API (.*?)(\w+)\((.*?)\);", re.S | re.M)
        for returns, name, takes in prototype.findall(TEXT):
            parameters = [p.strip() for p in takes.split(",") if p.strip() != "void"]
            types = tuple(ctype(re.sub(r"\w+$", "", p)) for p in parameters)
            declared[name] = (ctype(returns.strip()), types)
        self.assertEqual(_abi.PROTOTYPES, declared)

    def test_every_status_has_the_name_that_the_library_gives(self):
        statuses = re.search(r"enum luavm_status_value \{(.*?)\}", TEXT, re.S).group(1)
        numbers = [int(n) for n in re.findall(r"= (\d+)", statuses)]
        self.assertEqual(list(_abi.STATUS_NAMES), numbers)
        for number, name in _abi.STATUS_NAMES.items():
            self.assertEqual(_library.lib.luavm_status_name(number).decode(), name)

    def test_what_python_shows_has_the_fields_of_the_header(self):
        for shown, struct in (
            (process.Stats, _abi.luavm_statistics),
            (gc.Memory, _abi.luavm_memory),
            (result.Usage, _abi.luavm_usage),
            (quota.QuotaUsage, _abi.luavm_quota_usage),
            (cache.CacheStats, _abi.luavm_cache_statistics),
        ):
            with self.subTest(shown.__name__):
                fields = [f for f, _ in struct._fields_ if f not in ("struct_size", "reserved")]
                self.assertEqual(list(shown._fields), fields)

    def test_structs_are_read_as_a_whole(self):
        for form, struct in (
            (_memory.VALUE, _abi.luavm_value),
            (_memory.BYTES, _abi.luavm_bytes),
            (_memory.TABLE, _abi.luavm_table),
            (_memory.OBJECT, _abi.luavm_object),
            (_memory.CALLER, _abi.luavm_call),
        ):
            with self.subTest(struct.__name__):
                self.assertEqual(form.size, ctypes.sizeof(struct))

    def test_versions_agree(self):
        self.assertIn(f'#define LUAVM_VERSION "{_abi.LUAVM_VERSION}"', TEXT)
        self.assertEqual(_library.lib.luavm_version().decode(), _abi.LUAVM_VERSION)


@unittest.skipUnless(CC, "needs a C compiler")
class Numbers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            source, binary = Path(folder, "abi.c"), Path(folder, "abi")
            source.write_text(program(), encoding="utf-8")
            command = [CC, "-std=c11", "-Wall", "-Werror", f"-I{HEADER.parent}"]
            subprocess.run([*command, "-o", binary, source], check=True, timeout=PATIENCE)
            done = subprocess.run([binary], check=True, capture_output=True, timeout=PATIENCE)
        lines = (line.split() for line in done.stdout.decode().splitlines())
        cls.found = {name: numbers for name, *numbers in lines}

    def test_every_constant_has_its_value(self):
        for name in constants():
            with self.subTest(name):
                self.assertEqual([str(getattr(_abi, name))], self.found[name])

    def test_every_struct_has_its_size(self):
        for struct in _abi.STRUCTS:
            with self.subTest(struct.__name__):
                self.assertEqual([str(ctypes.sizeof(struct))], self.found[struct.__name__])

    def check_fields(self, name, struct, start=0):
        for field, of in struct._fields_:
            with self.subTest(f"{name}{field}"):
                place = getattr(struct, field)
                expected = [str(start + place.offset), str(place.size), kind(of)]
                self.assertEqual(expected, self.found[f"{name}{field}"])

    def test_every_field_has_its_place_and_kind(self):
        for struct in _abi.STRUCTS:
            self.check_fields(f"{struct.__name__}.", struct)

    def test_every_member_of_the_union_has_its_place_and_kind(self):
        start = _abi.luavm_value.__dict__["as"].offset
        self.check_fields("luavm_value.as.", _abi.luavm_value_as, start)


if __name__ == "__main__":
    unittest.main()
