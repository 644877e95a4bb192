"""What each profile offers, by name, and that the rest is not there."""
import unittest

from command import evaluate, luavm, value

LOCKED = set("""_G _VERSION assert collectgarbage error getmetatable ipairs math next pairs pcall rawequal rawget rawlen
    rawset select setmetatable string table tonumber tostring type utf8 xpcall""".split())
STANDARD = LOCKED | {"coroutine", "load", "os", "print"}
TRUSTED = STANDARD | {"debug", "dofile", "io", "loadfile", "package", "require", "warn"}
MATH = set("""abs acos asin atan ceil cos deg exp floor fmod huge log max maxinteger min mininteger modf pi rad sin sqrt
    tan tointeger type ult""".split())
ABSENT = """io debug package require dofile loadfile warn string.dump os.execute os.exit os.getenv os.remove os.rename
    os.setlocale os.tmpname""".split()


def names(table, *options):
    return set(value(f"local t = {{}} for name in pairs({table}) do t[#t + 1] = name end return t", *options))


class Profiles(unittest.TestCase):
    def absent(self, profile, expressions):
        for expression in expressions:
            with self.subTest(expression):
                self.assertIsNone(value(f"return {expression}", "--profile", profile))

    def test_locked_has_computation_alone(self):
        self.assertEqual(names("_G", "--profile", "locked"), LOCKED)
        self.assertEqual(names("math", "--profile", "locked"), MATH)
        self.absent("locked", "print load coroutine os io debug package require math.random math.randomseed "
                              "string.dump".split())

    def test_locked_scripts_that_need_more_fail(self):
        for code in ("print 'x'", "load 'return 1'", "coroutine.create(error)", "os.time()", "math.random()"):
            with self.subTest(code):
                answer = evaluate(code, "--profile", "locked")
                self.assertEqual((answer["status"], answer["output"]), ("runtime", ""))
                self.assertIn("nil value", answer["error"]["message"])

    def test_standard_is_the_default(self):
        self.assertEqual(names("_G"), names("_G", "--profile", "standard"))

    def test_standard_has_print_load_coroutines_random_and_the_clock(self):
        self.assertEqual(names("_G", "--profile", "standard"), STANDARD)
        self.assertEqual(names("os", "--profile", "standard"), {"clock", "date", "difftime", "time"})
        self.assertEqual(names("math", "--profile", "standard"), MATH | {"random", "randomseed"})
        self.assertEqual(value("return load 'return 6 * 7'()"), 42)

    def test_standard_has_no_way_out(self):
        self.absent("standard", ABSENT)

    def test_standard_loads_text_alone(self):
        for mode in ("nil", "'b'", "'bt'"):
            with self.subTest(mode):
                loaded, message = evaluate(f"return load('\\27Lua', 'chunk', {mode})")["values"]
                self.assertIsNone(loaded)
                self.assertIn("attempt to load a binary chunk", message)

    def test_what_scripts_must_not_change_is_read_only(self):
        for code in ("string.format = nil", "math.huge = 0", "rawset(table, 'x', 1)", "os.time = nil",
                     "getmetatable('').__index = {}", "setmetatable({}, {__gc = error})", "collectgarbage 'stop'"):
            with self.subTest(code):
                answer = evaluate(code)
                self.assertEqual(answer["status"], "sandbox")
                self.assertIn("sandbox: ", answer["error"]["message"])
                self.assertEqual((answer["error"]["source"], answer["error"]["line"]), ("eval", 1))

    def test_a_sandbox_error_that_the_script_caught_is_none(self):
        self.assertEqual(value("return (pcall(rawset, string, 'x', 1))"), False)

    def test_globals_of_the_script_are_its_own(self):
        code = "x = 1 print = nil return x, _G.x, print, rawget(_G, 'x')"
        self.assertEqual(evaluate(code)["values"], [1, 1, None, 1])

    def test_what_tostring_shows_is_no_address(self):
        code = "local t = {} for i = 1, 64 do t[i] = tostring({}) end return t"
        numbers = [int(text.removeprefix("table: "), 16) for text in value(code)]
        self.assertEqual(len(set(numbers)), 64)
        self.assertGreater(max(numbers), 1 << 56)  # where no user's memory is

    def test_trusted_has_all_of_lua(self):
        self.assertEqual(names("_G", "--profile", "trusted"), TRUSTED)
        for expression in ABSENT:
            with self.subTest(expression):
                self.assertIsNotNone(value(f"return {expression}", "--profile", "trusted"))

    def test_trusted_is_under_the_same_limits(self):
        self.assertEqual(evaluate("while true do end", "--profile", "trusted", "--fuel", "1000")["status"], "fuel")
        self.assertEqual(evaluate("local t = {} while true do t[#t + 1] = {} end", "--profile", "trusted",
                                  "--memory", "1MiB")["status"], "memory")

    def test_redis_is_not_in_this_version(self):
        outcome = luavm("eval", "print 'ran'", "--profile", "redis")
        self.assertEqual((outcome.exit, outcome.stdout), (2, b""))
        self.assertIn(b"redis is not in this version", outcome.stderr)
        answer = evaluate("print 'ran'", "--profile", "redis")
        self.assertEqual((answer["status"], answer["output"]), ("unsupported", ""))
        self.assertIn("redis", answer["error"]["message"])


if __name__ == "__main__":
    unittest.main()
