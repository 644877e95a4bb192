"""What people read: printed text and values on standard output, everything else on standard error."""
import re
import unittest

from command import luavm

SPENT = r"spent [\d,]+ fuel, \d+\.\d{3} ms wall, \d+\.\d{3} ms cpu, [\d,]+\.\d KiB at most of (.*), \d+ collections"


class Text(unittest.TestCase):
    def test_printed_text_comes_before_the_values(self):
        outcome = luavm("eval", "print('a', 1, nil) print() return 1, 'two', {3}")
        self.assertEqual(outcome.stdout, b'a\t1\tnil\n\n=> 1\n=> "two"\n=> [3]\n')

    def test_what_was_spent_is_on_standard_error(self):
        outcome = luavm("eval", "return 1")
        self.assertRegex(outcome.stderr.decode(), rf"\Aok: {SPENT}\n\Z")

    def test_the_limit_in_force_is_shown(self):
        for memory, shown in (("32MiB", "32 MiB"), ("65537", "65,537 bytes"), ("unlimited", "unlimited")):
            spent = luavm("eval", "return 1", "--memory", memory).stderr.decode()
            self.assertEqual(re.search(SPENT, spent).group(1), shown)

    def test_quiet_leaves_out_what_was_spent(self):
        self.assertEqual(luavm("eval", "print 'a' return 1", "--quiet"), (0, b"a\n=> 1\n", b""))

    def test_an_error_has_its_message_and_traceback(self):
        code = "local function inner() error 'boom' end\nlocal function outer() inner() end\nprint 'first'\nouter()"
        outcome = luavm("eval", code, "--quiet")
        self.assertEqual(outcome.stdout, b"first\n")
        self.assertEqual(outcome.stderr.decode().splitlines(), [
            "runtime: eval:1: boom", "  at [C]: in global 'error'", "  at eval:1: in upvalue 'inner'",
            "  at eval:2: in local 'outer'", "  at eval:4: in main chunk"])

    def test_an_error_is_shown_without_quiet_too(self):
        lines = luavm("eval", "error('boom', 0)").stderr.decode().splitlines()
        self.assertEqual(lines[0], "runtime: boom")
        self.assertRegex(lines[-1], rf"\Aruntime: {SPENT}\Z")

    def test_a_syntax_error_is_one_line(self):
        outcome = luavm("eval", "local = 1", "--quiet")
        self.assertEqual(outcome.stdout, b"")
        self.assertRegex(outcome.stderr.decode(), r"\Asyntax: eval:1: .* near '='\n\Z")

    def test_an_error_value_is_described(self):
        for code, message in (("error {}", "(error object is a table value)"),
                              ("error()", "(error object is a nil value)"),
                              ("error(setmetatable({}, {__tostring = function() return 'mine' end}))", "mine"),
                              ("error(42)", "42")):
            with self.subTest(code):
                self.assertIn(f"runtime: {message}\n", luavm("eval", code, "--quiet").stderr.decode())

    def test_printed_bytes_are_written_as_they_are(self):
        self.assertEqual(luavm("eval", r"print '\0\xff\xfe'", "--quiet").stdout, b"\0\xff\xfe\n")


class Json(unittest.TestCase):
    def test_printed_text_is_in_the_object(self):
        answer = luavm("eval", "print('a', 1) print 'é'", "--json").answer
        self.assertEqual(answer["output"], "a\t1\né\n")

    def test_printed_text_is_there_after_a_failure(self):
        answer = luavm("eval", "print 'before' error 'x'", "--json").answer
        self.assertEqual((answer["status"], answer["output"]), ("runtime", "before\n"))

    def test_printed_bytes_that_are_not_utf8_are_replaced(self):
        self.assertEqual(luavm("eval", r"print 'a\xff'", "--json").answer["output"], "a\ufffd\n")

    def test_printed_text_ends_at_its_limit(self):
        answer = luavm("eval", "while true do print '0123456' end", "--json", "--output", "1KiB").answer
        self.assertEqual((answer["status"], answer["output"]), ("output", "0123456\n" * 128))
        self.assertIn("output limit of 1 KiB", answer["error"]["message"])

    def test_an_error_has_its_message_place_and_traceback(self):
        error = luavm("eval", "local function f()\n  error 'boom'\nend\nf()", "--json").answer["error"]
        self.assertEqual(error, {"message": "eval:2: boom", "source": "eval", "line": 2, "traceback":
                                 "[C]: in global 'error'\neval:2: in local 'f'\neval:4: in main chunk"})

    def test_standard_error_stays_empty(self):
        for code in ("return 1", "error 'x'", "x =", "string.x = 1"):
            with self.subTest(code):
                self.assertEqual(luavm("eval", code, "--json").stderr, b"")


if __name__ == "__main__":
    unittest.main()
