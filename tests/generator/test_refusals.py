"""What not every binding can say is refused, by name and line."""
import tempfile
import unittest
from pathlib import Path

from support import generate, reader  # first: it puts the generator on the path
from model import HeaderError

START = """#include <stddef.h>
#include <stdint.h>
#define LUAVM_API extern __attribute__((visibility("default")))
typedef struct luavm_point { int32_t x; int32_t y; } luavm_point;
"""
LINES = START.count("\n")

REFUSED = {
    "a bit field": ("typedef struct luavm_a { uint32_t low : 3; } luavm_a;", "low: bit fields"),
    "an array": ("typedef struct luavm_a { char name[16]; } luavm_a;", r'name: the type "char\[16\]"'),
    "a type whose size differs between systems":
        ("typedef struct luavm_a { long n; } luavm_a;", 'n: the type "long"'),
    "a number of no size of its own":
        ("typedef struct luavm_a { wchar_t n; } luavm_a;", 'n: the type "wchar_t"'),
    "a truth value": ("typedef struct luavm_a { _Bool n; } luavm_a;", 'n: the type "_Bool"'),
    "a packed struct":
        ("typedef struct __attribute__((packed)) luavm_a { int32_t n; } luavm_a;", "luavm_a: PackedAttr"),
    "a struct packed by a pragma":
        ("#pragma pack(push, 1)\ntypedef struct luavm_a { int32_t n; } luavm_a;", "luavm_a: MaxFieldAlignmentAttr"),
    "a struct aligned by hand":
        ("typedef struct __attribute__((aligned(32))) luavm_a { int32_t n; } luavm_a;", "luavm_a: AlignedAttr"),
    "a field aligned by hand":
        ("typedef struct luavm_a { _Alignas(16) int32_t n; } luavm_a;", "n: AlignedAttr"),
    "a member without a name":
        ("typedef struct luavm_a { union { int32_t a; float b; }; } luavm_a;", "a field needs a name"),
    "a struct within a struct, with a name":
        ("typedef struct luavm_a { struct luavm_b { int32_t n; } b; } luavm_a;", "luavm_b: is declared within"),
    "a struct without fields": ("typedef struct luavm_a {} luavm_a;", "luavm_a: has no fields"),
    "a struct with two names":
        ("typedef struct luavm_b { int32_t n; } luavm_a;", "luavm_a: struct luavm_b has another name"),
    "a struct without a typedef": ("struct luavm_a { int32_t n; };", "luavm_a: has no typedef"),
    "a struct without a tag": ("typedef struct { int32_t n; } luavm_a;", "needs a name"),
    "a struct defined apart":
        ("typedef struct luavm_a luavm_a;\nstruct luavm_a { int32_t n; };", "luavm_a: is defined apart"),
    "a second name for a struct": ("typedef luavm_point luavm_a;", "luavm_a: is another name"),
    "a name for a pointer": ("typedef luavm_point *luavm_a;", "luavm_a: is another name"),
    "an enum without a name": ("enum { LUAVM_A = 1 };", "an enum needs a name"),
    "an enumerator without a number": ("enum luavm_a { LUAVM_A };", "LUAVM_A: needs a number"),
    "an enumerator beyond 32 bits": ("enum luavm_a { LUAVM_A = 0x80000000 };", "LUAVM_A: is not within 32 bits"),
    "a variable": ("LUAVM_API int32_t luavm_a;", "luavm_a: VarDecl"),
    "a variadic function":
        ("/* Prints. */\nLUAVM_API int32_t luavm_a(const char *format, ...);", "luavm_a: only plain functions"),
    "a function with a body": ("static inline int32_t luavm_a(void) { return 1; }", "luavm_a: only plain functions"),
    "a function that is not exported": ("/* A. */\nextern int32_t luavm_a(void);", "luavm_a: is not marked LUAVM_API"),
    "a function without a comment": ("LUAVM_API int32_t luavm_a(void);", "luavm_a: needs a block comment"),
    "a function below a comment and an empty line":
        ("/* A. */\n\nLUAVM_API int32_t luavm_a(void);", "luavm_a: needs a block comment"),
    "a function that never returns":
        ("/* A. */\nLUAVM_API __attribute__((noreturn)) void luavm_a(void);", r"luavm_a: .*__attribute__|NoReturn"),
    "a function that returns a pointer to one":
        ("/* A. */\nLUAVM_API int (*luavm_a(int n))(void);", "luavm_a: the type"),
    "a function declared twice":
        ("/* A. */\nLUAVM_API int luavm_a(void);\n/* A. */\nLUAVM_API int luavm_a(void);",
         "luavm_a: is declared twice"),
    "a parameter without a name": ("/* A. */\nLUAVM_API int32_t luavm_a(int32_t);", "a parameter needs a name"),
    "a struct passed by value":
        ("/* A. */\nLUAVM_API int32_t luavm_a(luavm_point p);", "p: luavm_point is passed by value"),
    "a struct returned by value":
        ("/* A. */\nLUAVM_API luavm_point luavm_a(void);", "luavm_a: luavm_point is passed by value"),
    "a variadic callback":
        ("typedef int (*luavm_a)(const char *format, ...);", "luavm_a: the type"),
    "a callback that takes a struct by value":
        ("typedef int (*luavm_a)(luavm_point p);", "luavm_a: luavm_point is passed by value"),
    "a callback that takes a callback that returns a struct by value":
        ("typedef int (*luavm_a)(luavm_point (*make)(void));", "luavm_a: luavm_point is passed by value"),
    "a volatile pointer": ("/* A. */\nLUAVM_API int luavm_a(volatile int32_t *p);", "p: the type"),
    "a type of another header":
        ("#include <stdio.h>\n/* A. */\nLUAVM_API int luavm_a(FILE *file);", 'file: the type "FILE \\*"'),
    "a macro with parameters": ("#define LUAVM_A(x) (x)", "macro LUAVM_A is no constant"),
    "a macro of nothing": ("#define LUAVM_A", "macro LUAVM_A is no constant"),
    "a macro of a fraction": ("#define LUAVM_A 1.5", "macro LUAVM_A is neither"),
    "a macro of a text with escapes": ('#define LUAVM_A "a\\n"', "macro LUAVM_A is neither"),
    "a macro of an unknown name": ("#define LUAVM_A LUAVM_B", "macro LUAVM_A is neither"),
    "what is no C": ("int luavm_a(", "clang does not accept it"),
}


def read(text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "luavm.h")
        path.write_text(text, encoding="utf-8")
        return reader.read(path, "luavm.h")


class Refusals(unittest.TestCase):
    def test_the_start_of_the_refused_headers_is_accepted(self):
        self.assertTrue(generate.tables(read(START)))

    def test_what_no_binding_could_say_is_refused_by_name(self):
        for what, (text, message) in REFUSED.items():
            with self.subTest(what), self.assertRaisesRegex(HeaderError, message):
                read(START + text + "\n")

    def test_two_sections_of_one_file_name_are_refused(self):
        text = START + "/* ----- VM */\n#define LUAVM_A 1\n/* ----- Vm */\n#define LUAVM_B 2\n"
        with self.assertRaisesRegex(HeaderError, "the section Vm would be a second Vm.g.cs"):
            generate.tables(read(text))

    def test_a_refusal_names_the_header_and_the_line(self):
        with self.assertRaisesRegex(HeaderError, rf"^luavm\.h: line {LINES + 3}: low: "):
            read(START + "\ntypedef struct luavm_a {\n  uint32_t low : 3;\n} luavm_a;\n")


if __name__ == "__main__":
    unittest.main()
