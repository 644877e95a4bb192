"""Memory, time and fuel: the script stops, the answer says which limit, its value and where. Nothing is timed here."""
import unittest

from command import evaluate, luavm

ENDLESS = "while true do end"

# Ways to escape a limit, each of which must fail; what they return or catch does not count.
ESCAPES = {name: code.replace("ENDLESS", ENDLESS) for name, code in {
    "a plain loop": "ENDLESS",
    "goto": "::again:: goto again",
    "recursion": "local function f() return f() end f()",
    "pcall": "while true do pcall(function() ENDLESS end) end",
    "an error handler": "xpcall(error, function() ENDLESS end)",
    "an error handler of a kill": "xpcall(function() ENDLESS end, function() ENDLESS end) ENDLESS",
    "a coroutine": "coroutine.wrap(function() ENDLESS end)()",
    "coroutines without end": "while true do coroutine.resume(coroutine.create(function() ENDLESS end)) end",
    "__close": "local x <close> = setmetatable({}, {__close = function() ENDLESS end})",
    "__close of a killed coroutine": "local co = coroutine.create(function() local x <close> = setmetatable({}, "
                                     "{__close = function() ENDLESS end}) ENDLESS end) "
                                     "coroutine.resume(co) coroutine.close(co) ENDLESS",
    "a metamethod": "local t = setmetatable({}, {__index = function() ENDLESS end}) return t.x",
    "a pattern that backtracks": "return string.find(('a'):rep(40), ('a*'):rep(40) .. 'b')",
    "a pattern in pcall": "while true do pcall(string.find, ('a'):rep(40), ('a*'):rep(40) .. 'b') end",
    "a reader of load": "load(function() return ' ' end)",
    "a comparison in sort": "table.sort({3, 2, 1}, function() ENDLESS end)",
    "a replacement in gsub": "('x'):gsub('x', function() ENDLESS end)",
}.items()}


class Time(unittest.TestCase):
    def test_nothing_escapes_a_timeout(self):
        for name, code in ESCAPES.items():
            with self.subTest(name):
                answer = evaluate(code, "--timeout", "300ms")
                self.assertEqual(answer["status"], "timeout")
                self.assertIn("300 ms", answer["error"]["message"])
                self.assertTrue(answer["error"]["traceback"])
                self.assertEqual(answer["error"]["line"], 1)

    def test_the_traceback_says_where_the_time_went(self):
        answer = evaluate("local function busy()\n  " + ENDLESS + "\nend\n\nbusy()", "--timeout", "300ms")
        self.assertEqual(answer["error"]["traceback"], "eval:2: in local 'busy'\neval:5: in main chunk")
        self.assertEqual((answer["error"]["source"], answer["error"]["line"]), ("eval", 2))

    def test_people_read_the_limit_and_the_place(self):
        outcome = luavm("eval", ENDLESS, "--timeout", "300ms")
        self.assertEqual(outcome.exit, 5)
        self.assertIn(b"timeout: wall-time limit of 300 ms reached", outcome.stderr)
        self.assertIn(b"  at eval:1: in main chunk", outcome.stderr)


class Memory(unittest.TestCase):
    FILL = "local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end"

    def check(self, code):
        answer = evaluate(code, "--memory", "8MiB", "--timeout", "60s")
        self.assertEqual(answer["status"], "memory")
        self.assertIn("8 MiB", answer["error"]["message"])
        self.assertTrue(answer["error"]["traceback"])
        self.assertLessEqual(answer["usage"]["memory_peak_bytes"], 8_388_608)
        self.assertGreater(answer["usage"]["memory_peak_bytes"], 4_000_000)
        self.assertGreater(answer["usage"]["gc_count"], 0)

    def test_a_script_that_keeps_too_much_is_stopped_at_the_limit(self):
        self.check(self.FILL)

    def test_pcall_does_not_catch_it(self):
        self.check("while true do pcall(function() " + self.FILL + " end) end")

    def test_a_coroutine_does_not_catch_it(self):
        self.check("while true do coroutine.wrap(function() " + self.FILL + " end)() end")

    def test_printed_text_counts(self):
        answer = evaluate("while true do print(('x'):rep(1000)) end", "--memory", "2MiB", "--output", "unlimited")
        self.assertEqual(answer["status"], "memory")
        self.assertLessEqual(answer["usage"]["memory_peak_bytes"], 2 << 20)
        self.assertGreater(len(answer["output"]), 100_000)

    def test_garbage_does_not_count(self):
        code = "for i = 1, 20000 do local s = ('x'):rep(1000) .. i end return 'done'"
        answer = evaluate(code, "--memory", "1MiB")
        self.assertEqual(answer["values"], ["done"])
        self.assertLessEqual(answer["usage"]["memory_peak_bytes"], 1 << 20)

    def test_a_lower_soft_limit_collects_more_often_or_keeps_less(self):
        code = "local t = {} for i = 1, 200000 do t[i % 1000] = {i} end return #t"
        low, high = (evaluate(code, "--memory", "64MiB", "--memory-soft", soft)["usage"]
                     for soft in ("256KiB", "64MiB"))
        self.assertGreaterEqual(low["gc_count"], high["gc_count"])
        self.assertLessEqual(low["memory_peak_bytes"], high["memory_peak_bytes"])


class Fuel(unittest.TestCase):
    WORK = """
        local words = {}
        for word in ('the quick brown fox jumps over the lazy dog '):rep(50):gmatch '%a+' do
            words[#words + 1] = word:upper():reverse()
        end
        table.sort(words)
        local made = {}
        for i = 1, 200 do made['key' .. i] = coroutine.wrap(function() coroutine.yield(i) end)() end
        local sum = 0
        for _, number in pairs(made) do sum = sum + number end
        return sum, #table.concat(words, ' '), pcall(error, {})
    """

    def test_the_same_script_spends_the_same_twice(self):
        first, second = (evaluate(self.WORK) for _ in range(2))
        self.assertEqual((first["status"], first["values"][0]), ("ok", 20100))
        self.assertGreater(first["usage"]["fuel"], 1000)
        self.assertEqual(first["usage"]["fuel"], second["usage"]["fuel"])

    def test_it_spends_the_same_from_standard_input_and_under_other_limits(self):
        fuel = evaluate(self.WORK)["usage"]["fuel"]
        piped = luavm("run", "-", "--json", "--memory", "2MiB", "--timeout", "60s", stdin=self.WORK.encode()).answer
        self.assertEqual(piped["usage"]["fuel"], fuel)

    def test_a_script_that_runs_out_is_stopped_at_the_same_place_twice(self):
        first, second = (evaluate(self.WORK, "--fuel", "1000") for _ in range(2))
        self.assertEqual(first["status"], "fuel")
        self.assertIn("1,000 units", first["error"]["message"])
        self.assertTrue(first["error"]["traceback"])
        self.assertEqual((first["error"], first["usage"]["fuel"]), (second["error"], second["usage"]["fuel"]))

    def test_the_fuel_a_script_spends_is_the_fuel_it_needs(self):
        fuel = evaluate(self.WORK)["usage"]["fuel"]
        self.assertEqual(evaluate(self.WORK, "--fuel", str(fuel))["status"], "ok")
        self.assertEqual(evaluate(self.WORK, "--fuel", str(fuel // 2))["status"], "fuel")

    def test_nothing_escapes_it(self):
        for name, code in ESCAPES.items():
            with self.subTest(name):
                answer = evaluate(code, "--fuel", "1e6", "--timeout", "unlimited")
                self.assertEqual(answer["status"], "fuel")
                self.assertIn("1,000,000 units", answer["error"]["message"])
                self.assertTrue(answer["error"]["traceback"])


if __name__ == "__main__":
    unittest.main()
