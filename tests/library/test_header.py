"""luavm.h compiles alone, in every language it promises, and is the one in the tree."""
import re
import tempfile
import unittest
from pathlib import Path

from published import HEADER, ROOT, STRICT, run

SOURCE = '#include "luavm.h"\n#include "luavm.h"\n'


def compiles(compiler, language, standard, *options):
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "alone"
        source.write_text(SOURCE, encoding="utf-8")
        run(compiler, f"-std={standard}", *STRICT, *options, "-x", language, "-I", HEADER.parent,
            "-c", source, "-o", Path(folder) / "alone.o")


class Header(unittest.TestCase):
    def test_it_is_the_one_in_the_tree(self):
        self.assertEqual(HEADER.read_bytes(), (ROOT / "bindings" / "c" / "luavm.h").read_bytes())

    def test_it_is_c(self):
        for standard in ("c99", "c11", "c17"):
            with self.subTest(standard):
                compiles("gcc", "c", standard, "-Wstrict-prototypes", "-Wshadow")

    def test_it_is_cpp(self):
        for standard in ("c++11", "c++17", "c++20"):
            with self.subTest(standard):
                compiles("g++", "c++", standard, "-Wshadow")

    def test_its_structs_start_with_their_size(self):
        text = HEADER.read_text(encoding="utf-8")
        sized = re.findall(r"typedef struct (\w+) \{\n\s*uint32_t struct_size;", text)
        self.assertEqual(sorted(sized), ["luavm_cache_statistics", "luavm_call", "luavm_class", "luavm_config",
                                         "luavm_eval_options", "luavm_function", "luavm_http_request",
                                         "luavm_http_response", "luavm_memory", "luavm_policy_options",
                                         "luavm_quota", "luavm_quota_usage", "luavm_reply", "luavm_result",
                                         "luavm_statistics", "luavm_store_answer", "luavm_store_backend",
                                         "luavm_store_options", "luavm_store_statistics", "luavm_vm_options",
                                         "luavm_ws_options"])

    def test_it_is_ascii(self):
        self.assertTrue(HEADER.read_bytes().isascii())


if __name__ == "__main__":
    unittest.main()
