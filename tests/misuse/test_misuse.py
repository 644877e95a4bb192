"""Every way of misusing an export, in a process of its own: a crash is one failed test."""
import os
import subprocess
import unittest
from pathlib import Path

import generate
import header

HERE = Path(__file__).resolve().parent
OUT = Path(os.environ.get("LUAVM_OUT", HERE.parents[1] / "out")).resolve()
LIBRARY = OUT / "lib" / "libluavm.so"
PROGRAM = OUT / "obj" / "misuse" / "misuse"
HEADER = (OUT / "include" / "luavm.h").read_text(encoding="utf-8")
SECONDS = 120


def build():
    done = subprocess.run(["make", "--no-print-directory", "-s", "-C", HERE, f"OUT={OUT}"],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the misuse tests cannot be built:\n{done.stdout}{done.stderr}")
    listed = subprocess.run([PROGRAM, "--list"], capture_output=True, text=True, check=True)
    return [line.split() for line in listed.stdout.splitlines()]


def cell(export, name):
    def test(self):
        done = subprocess.run([PROGRAM, LIBRARY, export, name], capture_output=True, text=True,
                              timeout=SECONDS, check=False)
        self.assertEqual(done.returncode, 0, done.stderr or f"exit {done.returncode}")
        self.assertRegex(done.stdout, r"^[1-9]\d* checks\n$")
    return test


class Misuse(unittest.TestCase):
    """One test for each export and class that applies to it."""


for _export, _name in build():
    setattr(Misuse, f"test_{_export}__{_name}", cell(_export, _name))


class Table(unittest.TestCase):
    """The header decides what is tested."""

    def refused(self, change, says):
        with self.assertRaisesRegex(header.HeaderError, says):
            generate.generate(change(HEADER))

    def added(self, declaration):
        return lambda text: text.replace("#ifdef __cplusplus\n}", f"{declaration}\n#ifdef __cplusplus\n}}")

    def test_every_export_is_in_the_matrix(self):
        names = {f.name for f in header.read(HEADER).functions}
        self.assertEqual({name.removeprefix("test_").split("__")[0] for name in dir(Misuse)
                          if name.startswith("test_")}, names)

    def test_a_new_function_is_covered_at_once(self):
        text = self.added("/* New. Returns LUAVM_OK; LUAVM_HANDLE. */\n"
                          "LUAVM_API luavm_status vm_new_thing(luavm_vm vm);\n")(HEADER)
        self.assertIn('.name = "vm_new_thing"', generate.generate(text))

    def test_a_parameter_nobody_can_make_stops_the_build(self):
        self.refused(self.added("/* New. Returns LUAVM_OK. */\n"
                                "LUAVM_API luavm_status vm_hook(luavm_vm vm, void (*hook)(void));\n"),
                     "understood|knows how")
        self.refused(self.added("/* New. Returns LUAVM_OK. */\n"
                                "LUAVM_API luavm_status vm_scale(luavm_vm vm, double by);\n"),
                     "vm_scale, parameter by: no test knows how")

    def test_a_function_without_its_statuses_stops_the_build(self):
        self.refused(self.added("/* New. */\nLUAVM_API luavm_status vm_more(luavm_vm vm);\n"),
                     'vm_more: its comment has no "Returns"')

    def test_a_function_without_a_comment_stops_the_build(self):
        self.refused(self.added("LUAVM_API luavm_status vm_more(luavm_vm vm);\n"), "block comment")

    def test_a_pointer_that_may_or_may_not_be_null_stops_the_build(self):
        self.refused(lambda text: text.replace("memory: required, its struct_size set.", ""),
                     "whether memory may be NULL")

    def test_statuses_are_those_the_header_returns(self):
        found = {f.name: f.statuses for f in header.read(HEADER).functions}
        self.assertEqual(found["vm_free"], ["OK", "HANDLE", "FORKED"])
        self.assertEqual(found["vm_reset"], ["OK", "HANDLE", "BUSY", "CLOSED", "QUOTA", "MEMORY", "FORKED"])
        self.assertEqual(len(found["vm_eval"]), 18)
        self.assertEqual(set(found["vm_eval"]) - set(found["vm_call"]), {"SYNTAX"})
        self.assertEqual(found["vm_set"], found["vm_call"])


if __name__ == "__main__":
    unittest.main()
