"""Each outcome has its exit code, the same for people and for programs. (10, a defect, has no script that shows it;
9 is in test_interrupt.)"""
import unittest

from command import luavm

ENDLESS = "while true do end"
OUTCOMES = [
    ("ok", 0, ["eval", "return 1"]),
    ("runtime", 1, ["eval", "error 'boom'"]),
    ("argument", 2, ["run", "/no/such/file.lua"]),
    ("unsupported", 2, ["eval", "return 1", "--profile", "redis"]),
    ("syntax", 3, ["eval", "local = 1"]),
    ("memory", 4, ["eval", "local t = {} for i = 1, 1e9 do t[i] = {} end", "--memory", "1MiB"]),
    ("timeout", 5, ["eval", ENDLESS, "--timeout", "50ms"]),
    ("fuel", 6, ["eval", ENDLESS, "--fuel", "1000"]),
    ("sandbox", 7, ["eval", "string.x = 1"]),
    ("output", 8, ["eval", "while true do print 'x' end", "--output", "1KiB"]),
    ("output", 8, ["eval", "return ('x'):rep(100000)", "--result", "1KiB"]),
]


class ExitCodes(unittest.TestCase):
    def test_each_status_has_its_exit_code_for_programs(self):
        for status, exit_code, words in OUTCOMES:
            with self.subTest(words):
                outcome = luavm(*words, "--json")
                self.assertEqual((outcome.answer["status"], outcome.exit), (status, exit_code))

    def test_each_status_has_the_same_exit_code_for_people(self):
        for _, exit_code, words in OUTCOMES:
            with self.subTest(words):
                self.assertEqual(luavm(*words).exit, exit_code)

    def test_what_a_script_returns_does_not_change_the_exit_code(self):
        for code in ("return false", "return nil, 'failed'", "return 7", "return"):
            with self.subTest(code):
                self.assertEqual(luavm("eval", code).exit, 0)

    def test_an_error_that_the_script_caught_is_none(self):
        self.assertEqual(luavm("eval", "return pcall(error, 'caught')").exit, 0)


if __name__ == "__main__":
    unittest.main()
