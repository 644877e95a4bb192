"""Wrong command lines: exit 2, a message that names what is wrong, nothing on standard output but --json's object."""
import re
import tempfile
import unittest

from command import ROOT, luavm

BAD_VALUES = [
    ("--memory", "banana"), ("--memory", "-1"), ("--memory", "0"), ("--memory", ""), ("--memory", "1XB"),
    ("--memory", "1KiB"), ("--memory", "99999999999999999999GiB"), ("--memory-soft", "x"),
    ("--memory-soft", "17MiB"), ("--output", "0"), ("--output", "1.2.3KiB"), ("--result", "ten"),
    ("--timeout", "-5"), ("--timeout", "0"), ("--timeout", "1 fortnight"), ("--timeout", "nan"),
    ("--fuel", "0"), ("--fuel", "1e99"), ("--fuel", "plenty"), ("--profile", "Standard"), ("--profile", "root"),
    ("--preset", "huge"), ("--preset", ""),
]


class Usage(unittest.TestCase):
    def refused(self, *words):
        """The message for people; the one for programs is checked to say the same."""
        outcome = luavm(*words)
        self.assertEqual((outcome.exit, outcome.stdout), (2, b""))
        message = outcome.stderr.decode()
        self.assertTrue(all(line.startswith("luavm: ") for line in message.splitlines()), message)
        answer = luavm(*words, "--json").answer
        self.assertEqual(answer["status"], "argument")
        for line in message.splitlines():
            if "--help" not in line:
                self.assertIn(line.removeprefix("luavm: "), answer["error"]["message"])
        return message

    def test_a_bad_value_is_refused_by_the_name_of_its_option(self):
        for option, text in BAD_VALUES:
            with self.subTest(option=option, text=text):
                self.assertIn(f"{option}: ", self.refused("eval", "return 1", option, text))

    def test_a_bad_value_is_shown_with_what_would_do(self):
        self.assertIn("'banana' is not a size such as 32MiB", self.refused("eval", "1", "--memory", "banana"))
        self.assertIn("'soon' is not a duration such as 300ms", self.refused("eval", "1", "--timeout", "soon"))
        self.assertIn("'much' is not a count such as 1000000", self.refused("eval", "1", "--fuel", "much"))
        self.assertIn("'root' is not one of locked, standard, redis, trusted",
                      self.refused("eval", "1", "--profile", "root"))
        self.assertIn("below the least a VM needs, 64 KiB", self.refused("eval", "1", "--memory", "65535"))
        self.assertIn("above the hard limit, 1 MiB", self.refused("eval", "1", "--preset", "embedded",
                                                                 "--memory-soft", "2MiB"))

    def test_an_option_without_a_value_is_refused(self):
        for option in ("--memory", "--timeout", "--fuel", "--profile"):
            with self.subTest(option):
                outcome = luavm("eval", "return 1", option)
                self.assertEqual((outcome.exit, outcome.stdout), (2, b""))
                self.assertIn(option, outcome.stderr.decode())

    def test_an_option_given_twice_is_refused(self):
        self.assertIn("--memory", self.refused("eval", "1", "--memory", "1MiB", "--memory", "2MiB"))

    def test_an_unknown_option_is_refused_by_name(self):
        self.assertIn("--unheard-of", self.refused("eval", "1", "--unheard-of"))

    def test_a_mistyped_option_is_not_taken_for_a_comment(self):
        self.assertRegex(self.refused("eval", "--typo"), "'--typo' is not an option")
        self.assertEqual(luavm("eval", "--\nreturn 1").exit, 0)

    def test_an_unknown_command_is_refused_by_name(self):
        self.assertIn("'frobnicate'", self.refused("frobnicate"))

    def test_no_command_is_refused(self):
        self.assertIn("ommand", self.refused())

    def test_a_command_without_its_argument_is_refused(self):
        self.assertIn("'run'", self.refused("run"))
        self.assertIn("'eval'", self.refused("eval"))

    def test_two_files_are_refused(self):
        self.assertIn("'b.lua'", self.refused("run", "a.lua", "b.lua"))

    def test_a_refused_command_line_runs_nothing(self):
        outcome = luavm("eval", "print 'ran'", "--memory", "banana")
        self.assertNotIn(b"ran", outcome.stdout + outcome.stderr)

    def test_an_at_sign_does_not_name_a_file_of_more_arguments(self):
        self.assertIn("'@words'", self.refused("run", "@words"))

    def test_code_that_begins_with_an_at_sign_is_code(self):
        with tempfile.NamedTemporaryFile("w", suffix=".rsp") as words:
            words.write("'return 1' --profile trusted")
            words.flush()
            outcome = luavm("eval", f"@{words.name}")
        self.assertEqual((outcome.exit, outcome.stdout), (3, b""))

    def test_a_flag_takes_no_value_from_the_code_behind_it(self):
        for code, values in (("true", [True]), ("false", [False])):
            with self.subTest(code):
                self.assertEqual(luavm("eval", "--json", code).answer["values"], values)
                self.assertEqual(luavm("eval", "--quiet", code), (0, f"=> {code}\n".encode(), b""))

    def test_values_are_read_with_units_and_without(self):
        for option, text in [("--memory", "1MiB"), ("--memory", "1.5mib"), ("--memory", "1048576"),
                             ("--memory", "unlimited"), ("--timeout", "300ms"), ("--timeout", "1s"),
                             ("--timeout", "0.5"), ("--timeout", "2min"), ("--timeout", "unlimited"),
                             ("--fuel", "1e6"), ("--fuel", "1_000_000"), ("--output", "64KiB"),
                             ("--result", "1MB"), ("--memory-soft", "8MiB"), ("--preset", "production")]:
            with self.subTest(option=option, text=text):
                self.assertEqual(luavm("eval", "return 1", f"{option}={text}", "--json").answer["values"], [1])

    def test_a_preset_gives_the_limits_that_no_option_gives(self):
        endless = "local t = {} while true do t[#t + 1] = {} end"
        answer = luavm("eval", endless, "--preset", "embedded", "--json").answer
        self.assertIn("1 MiB", answer["error"]["message"])
        answer = luavm("eval", endless, "--preset", "embedded", "--memory", "2MiB", "--json").answer
        self.assertIn("2 MiB", answer["error"]["message"])

    def test_help_names_every_option(self):
        for command in ("run", "eval"):
            outcome = luavm(command, "--help")
            self.assertEqual(outcome.exit, 0)
            for option in ("--memory", "--memory-soft", "--timeout", "--fuel", "--output", "--result", "--profile",
                           "--preset", "--json", "--quiet"):
                self.assertIn(f"{option} ", outcome.stdout.decode())

    def test_the_version_is_the_headers(self):
        header = (ROOT / "bindings" / "c" / "luavm.h").read_text(encoding="utf-8")
        version = re.search(r'#define LUAVM_VERSION "(.*)"', header).group(1)
        self.assertEqual(luavm("--version").stdout.decode().strip(), version)


if __name__ == "__main__":
    unittest.main()
