"""Every kind of file a user may name, and standard input."""
import os
import tempfile
import unittest
from pathlib import Path

from command import LUAVM, luavm, run


class Sources(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)

    def file(self, content, name="script.lua"):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def values(self, content):
        answer = run(self.file(content))
        self.assertEqual(answer["status"], "ok", answer)
        return answer["values"]

    def refused(self, path, message):
        answer = run(path)
        self.assertEqual(answer["status"], "argument")
        self.assertIn(message, answer["error"]["message"])
        self.assertEqual((answer["error"]["source"], answer["error"]["line"]), (None, None))
        outcome = luavm("run", path)
        self.assertEqual((outcome.exit, outcome.stdout), (2, b""))
        self.assertIn(f"luavm: {answer['error']['message']}", outcome.stderr.decode())

    def test_a_file_that_does_not_exist_is_named(self):
        self.refused(self.folder / "none.lua", "none.lua' does not exist")

    def test_a_folder_that_does_not_exist_is_named(self):
        self.refused(self.folder / "none" / "script.lua", "script.lua' does not exist")

    def test_an_empty_name_is_refused(self):
        self.refused("", "empty")

    def test_a_directory_is_not_a_script(self):
        self.refused(self.folder, "is a directory")

    def test_a_file_that_fails_while_it_is_read_is_refused(self):
        self.refused("/proc/self/mem", "cannot be read")  # its first page is not mapped: EIO, for root too

    def test_a_file_that_the_user_may_not_read_is_refused(self):
        secret = self.file(b"return 1", "secret.lua")
        secret.chmod(0)
        self.folder.chmod(0o755)
        luavm_here = self.file(LUAVM.read_bytes(), "luavm")  # where another user can start it
        luavm_here.chmod(0o755)
        identity = {"user": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
        try:
            outcome = luavm("run", secret, "--json", executable=luavm_here, **identity)
        except PermissionError:
            self.skipTest("root of this container cannot run a program as another user")
        self.assertIn("may not be read", outcome.answer["error"]["message"])

    def test_a_source_over_256_mib_is_refused(self):
        huge = self.file(b"return 1 --", "huge.lua")
        os.truncate(huge, 300 << 20)  # sparse
        self.refused(huge, "256 MiB")

    def test_a_device_without_end_is_refused(self):
        self.refused("/dev/zero", "256 MiB")

    def test_an_empty_file_returns_nothing(self):
        self.assertEqual(self.values(b""), [])

    def test_a_byte_order_mark_is_skipped(self):
        self.assertEqual(self.values(b"\xef\xbb\xbfreturn 1"), [1])

    def test_a_first_line_for_the_shell_is_skipped_and_counted(self):
        self.assertEqual(self.values(b"#!/usr/bin/env luavm\nreturn 2"), [2])
        self.assertEqual(self.values(b"#!/usr/bin/env luavm"), [])
        answer = run(self.file(b"\xef\xbb\xbf#!/usr/bin/env luavm\nerror 'here'"))
        self.assertEqual(answer["error"]["line"], 2)

    def test_carriage_returns_end_lines_and_are_newlines_in_text(self):
        self.assertEqual(self.values(b"local a = 1\r\nlocal b = 2\r\nreturn a + b, [[x\r\ny]]\r\n"), [3, "x\ny"])
        answer = run(self.file(b"local a = 1\r\n\r\nerror 'here'\r\n"))
        self.assertEqual(answer["error"]["line"], 3)

    def test_nul_bytes_are_data_in_text_and_an_error_outside(self):
        self.assertEqual(self.values(b"return 'a\0b', #'a\0b'"), ["a\0b", 3])
        self.assertEqual(run(self.file(b"return 1 \0"))["status"], "syntax")

    def test_text_that_is_not_utf8_keeps_its_bytes(self):
        self.assertEqual(self.values(b"return '\xe9\xff', #'\xe9\xff'"), [{"$bytes": "6f8="}, 2])
        self.assertEqual(self.values(b"-- caf\xe9\nreturn 1"), [1])
        answer = run(self.file(b"\xe9 = 1"))
        self.assertEqual((answer["status"], answer["error"]["line"]), ("syntax", 1))

    def test_a_binary_chunk_is_refused_in_every_profile(self):
        for profile in ("locked", "standard", "trusted"):
            for content in (b"\x1bLua", b"\xef\xbb\xbf\x1bLuaT\0\x19\x93\r\n\x1a\n"):
                with self.subTest(profile=profile, content=content):
                    answer = run(self.file(content), "--profile", profile)
                    self.assertEqual(answer["status"], "sandbox")
                    self.assertIn("precompiled", answer["error"]["message"])

    def test_a_syntax_error_has_its_file_and_line(self):
        answer = run(self.file(b"local a = 1\nlocal = 2\n", "rules.lua"))
        self.assertEqual(answer["status"], "syntax")
        self.assertEqual((answer["error"]["source"], answer["error"]["line"]), ("rules.lua", 2))
        self.assertIn("rules.lua:2:", answer["error"]["message"])
        self.assertEqual(answer["error"]["traceback"], "")

    def test_a_script_is_shown_by_its_name_alone(self):
        for name, shown in (("rules.lua", "rules.lua"), ("été 'x\".lua", "été 'x\".lua"), ("a\nb.lua", "a?b.lua")):
            with self.subTest(name):
                answer = run(self.file(b"local function f() error 'x' end\nf()", name))
                self.assertEqual((answer["error"]["source"], answer["error"]["line"]), (shown, 1))
                self.assertIn(f"{shown}:2: in main chunk", answer["error"]["traceback"])

    def test_a_dash_is_standard_input(self):
        self.assertEqual(luavm("run", "-", "--json", stdin=b"\xef\xbb\xbfreturn 1, ...").answer["values"], [1])
        self.assertEqual(luavm("run", "-", "--json", stdin=b"").answer["values"], [])
        answer = luavm("run", "-", "--json", stdin=b"\nerror 'x'").answer
        self.assertEqual((answer["error"]["source"], answer["error"]["line"]), ("stdin", 2))

    def test_a_pipe_is_read_to_its_end(self):
        source = b"local t = 0\n" + b"t = t + 1\n" * 100_000 + b"return t"
        self.assertEqual(luavm("run", "/dev/stdin", "--json", stdin=source).answer["values"], [100_000])

    def test_eval_takes_statements_and_expressions(self):
        for code, values in (("1 + 1", [2]), ("return 1 + 1", [2]), ("local x = 3 return x, x", [3, 3]), ("", []),
                             ("'a', nil, {}", ["a", None, {}]), ("-- nothing", []), ("print", [{"$type": "function"}])):
            with self.subTest(code):
                self.assertEqual(luavm("eval", "--json", "--", code).answer["values"], values)

    def test_eval_reports_a_syntax_error_as_of_what_was_written(self):
        answer = luavm("eval", "x =", "--json").answer
        self.assertEqual((answer["status"], answer["error"]["source"]), ("syntax", "eval"))
        self.assertIn("near <eof>", answer["error"]["message"])


if __name__ == "__main__":
    unittest.main()
