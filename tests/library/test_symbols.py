"""What libluavm.so shows to the loader and asks of it."""
import re
import unittest

from published import HEADER, LIBRARY, NETWORK, run

SONAME = "libluavm.so.0"
SYSTEM_LIBRARIES = re.compile(r"lib(c|m|dl|pthread|rt)\.so\.\d+|ld-linux-.*\.so\.\d+")


def declared():
    text = re.sub(r"/\*.*?\*/", "", HEADER.read_text(encoding="utf-8"), flags=re.S)
    text = re.sub(r"^#.*$", "", text, flags=re.M)
    return sorted(re.findall(r"LUAVM_API\s[^;(]*?(\w+)\s*\(", text))


def symbols(*options):
    """Rows of nm: (type, name without its version, version)."""
    rows = []
    for line in run("nm", "-D", *options, LIBRARY).splitlines():
        kind, name = line.split()[-2:]
        name, _, version = name.partition("@")
        rows.append((kind, name, version.lstrip("@")))
    return rows


def dynamic():
    return run("readelf", "-dW", LIBRARY)


class Symbols(unittest.TestCase):
    def test_the_header_declares_the_whole_interface(self):
        self.assertEqual(len(declared()), len(set(declared())))
        for name in ("vm_new", "vm_eval", "vm_mem_usage", "vm_gc", "vm_free", "vm_result_free"):
            self.assertIn(name, declared())

    def test_exports_are_the_headers_functions_and_nothing_else(self):
        exported = sorted(name for kind, name, _ in symbols("--defined-only") if kind != "A")
        self.assertEqual(exported, declared())

    def test_every_export_is_a_function(self):
        kinds = {kind for kind, _, _ in symbols("--defined-only")}
        self.assertLessEqual(kinds, {"T", "A"})

    def test_what_it_needs_is_the_c_librarys(self):
        foreign = [name for kind, name, version in symbols("--undefined-only")
                   if kind == "U" and not version.startswith("GLIBC_")]
        self.assertEqual(foreign, [])

    def test_neither_lua_nor_the_loader_is_asked_for(self):
        """But for TLS, whose OpenSSL is the system's and is looked for when it is first needed."""
        wanted = [name for _, name, _ in symbols("--undefined-only")]
        loader = "" if NETWORK else "|dlopen|dlsym"
        self.assertEqual([name for name in wanted if re.match(rf"lua|_Z|gets$|dlmopen{loader}", name)], [])

    def test_every_symbol_it_needs_is_found(self):
        self.assertNotIn("undefined symbol", run("ldd", "-r", LIBRARY))


class Binary(unittest.TestCase):
    def test_it_has_a_soname_that_is_there_to_load(self):
        self.assertEqual(re.findall(r"\(SONAME\).*\[(.*)\]", dynamic()), [SONAME])
        self.assertEqual((LIBRARY.parent / SONAME).resolve(), LIBRARY.resolve())

    def test_it_is_never_unloaded(self):
        self.assertRegex(dynamic(), r"FLAGS_1.*\bNODELETE\b")

    def test_it_needs_system_libraries_only(self):
        needed = re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic())
        self.assertTrue(needed)
        self.assertEqual([name for name in needed if not SYSTEM_LIBRARIES.fullmatch(name)], [])

    def test_no_folder_of_the_build_machine_is_searched(self):
        for path in re.findall(r"\((?:RUNPATH|RPATH)\).*\[(.*)\]", dynamic()):
            self.assertTrue(all(part.startswith("$ORIGIN") for part in path.split(":")), path)

    def test_its_stack_and_code_are_not_writable_code(self):
        self.assertNotIn("TEXTREL", dynamic())
        segments = run("readelf", "-lW", LIBRARY)
        self.assertRegex(segments, r"GNU_STACK\s.*\sRW\s")
        self.assertNotRegex(segments, r"LOAD\s.*\sRWE\s")


if __name__ == "__main__":
    unittest.main()
