"""luavm test: which scripts pass, which fail and why, and what it prints; each test with a folder of its own."""
import os
import re
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from command import LUAVM, SECONDS, Outcome, luavm, strict_json

SCRIPT = {
    "name": str, "status": (str, type(None)), "expected": list, "passed": bool, "reason": (str, type(None)),
    "overrun_ms": (int, float), "wall_ms": (int, float), "cpu_ms": (int, float),
    "peak_bytes": int, "fuel": int, "message": str,
}
GOOD = "-- expect: ok; nothing\nreturn 'contained'"
LOOP = "-- expect: timeout; loop\nwhile true do end"
ENDLESS_TABLE = "local t = {} while true do t[#t + 1] = {} end"


class Corpus(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, **scripts):
        for name, text in scripts.items():
            (self.folder / f"{name}.lua").write_text(text, encoding="utf-8")

    def outcome(self, *options):
        return luavm("test", self.folder, *options)

    def answer(self, *options):
        """What --json says of the folder, once its shape and its counts have been checked."""
        outcome = self.outcome("--json", *options)
        self.assertEqual((outcome.stdout.count(b"\n"), outcome.stderr), (1, b""), outcome)
        answer = strict_json(outcome.stdout)
        self.assertEqual(list(answer), ["passed", "failed", "limits", "scripts"])
        for script in answer["scripts"]:
            self.assertEqual(list(script), list(SCRIPT))
            for field, kind in SCRIPT.items():
                self.assertIsInstance(script[field], kind, field)
            self.assertEqual(script["passed"], script["reason"] is None)
        good = sum(script["passed"] for script in answer["scripts"])
        self.assertEqual((answer["passed"], answer["failed"]), (good, len(answer["scripts"]) - good))
        self.assertEqual(outcome.exit, 0 if answer["failed"] == 0 else 1)
        return answer

    def one(self, text, *options):
        """What is said of a folder with this one script."""
        self.write(one=text)
        return self.answer(*options)["scripts"][0]

    def assert_passes(self, text, *options):
        script = self.one(text, *options)
        self.assertIsNone(script["reason"])
        return script

    def assert_fails(self, text, reason, *options):
        script = self.one(text, *options)
        self.assertRegex(script["reason"] or "(passed)", reason)
        return script


class Verdicts(Corpus):
    def test_every_class_can_be_expected(self):
        for status, code in {"ok": "return 1", "syntax": "x = = 1", "runtime": "error 'x'", "memory": ENDLESS_TABLE,
                             "timeout": "while true do end", "sandbox": "string.x = 1"}.items():
            with self.subTest(status):
                script = self.assert_passes(f"-- expect: {status}; note\n{code}")
                self.assertEqual((script["status"], script["expected"]), (status, [status]))
        self.assert_passes("-- expect: fuel; note\n-- limits: fuel=1000\nwhile true do end")

    def test_one_of_several_classes_is_enough(self):
        self.assert_passes("-- expect: memory|runtime|ok; note\nreturn 1")
        self.assert_passes("-- expect: memory | runtime\nerror 'x'")

    def test_another_status_fails_and_says_what_was_allowed(self):
        script = self.assert_fails("-- expect: timeout|fuel; note\nerror 'boom'", "ended as runtime: one.lua:2: boom")
        self.assertEqual(script["message"], "one.lua:2: boom")
        outcome = self.outcome()
        self.assertEqual(outcome.exit, 1)
        self.assertIn(b"FAIL one.lua: runtime, allowed timeout|fuel: ended as runtime", outcome.stdout)

    def test_a_value_that_starts_with_ESCAPED_fails(self):
        self.assert_fails("-- expect: ok; note\nreturn 'ESCAPED: it did'", "returned 'ESCAPED: it did'")
        self.assert_passes("-- expect: ok; note\nreturn 'not ESCAPED'")

    def test_the_after_chunk_must_return_true(self):
        self.assert_passes("-- expect: ok; note\n-- after: return 2 > 1\nreturn 1")
        for chunk, why in {"return 1": "another value", "return false": "another value", "x": "syntax: after:1",
                           "error 'e'": "runtime: after:1: e", "return 'no'": "'no'"}.items():
            with self.subTest(chunk):
                self.assert_fails(f"-- expect: ok; note\n-- after: {chunk}\nreturn 1", f"afterwards '.*' gives {why}")

    def test_the_after_chunk_runs_in_the_same_vm_in_fresh_globals(self):
        self.assert_passes("-- expect: ok; note\n-- after: return leak == nil\nleak = 1")

    def test_without_the_module_it_needs_a_script_must_say_contained(self):
        header = "-- expect: runtime; note\n-- needs: teleport through a fake\n"
        script = self.assert_passes(header + "if not rawget(_G, 'teleport') then return 'contained' end")
        self.assertEqual(script["expected"], ["ok"])
        self.assert_fails(header + "return 'done'", "returned 'done', not 'contained'")
        self.assert_fails(header + "error 'e'", "ended as runtime")

    def test_with_the_module_it_needs_a_script_is_like_any_other(self):
        self.assert_passes("-- expect: runtime; note\n-- needs: string\nerror 'e'")
        self.assert_fails("-- expect: runtime; note\n-- needs: string\nreturn 'contained'", "ended as 'contained'")

    def test_a_script_that_ends_long_after_its_limit_fails(self):
        self.write(late=LOOP)
        command = [LUAVM, "test", self.folder, "--timeout", "3s", "--json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            while spent_ticks(process.pid) < 20:
                time.sleep(0.01)
            process.send_signal(signal.SIGSTOP)
            time.sleep(4)
            process.send_signal(signal.SIGCONT)
            script = strict_json(process.communicate(timeout=SECONDS)[0])["scripts"][0]
        self.assertRegex(script["reason"], r"^ended [0-9.]+ ms after its limit of 3000 ms$")
        self.assertGreater(script["overrun_ms"], 50)


class Headers(Corpus):
    def test_a_bad_header_fails_its_file_alone_and_runs_nothing(self):
        bad = {
            "": "line 1 is not", "return 1": "line 1 is not", "\n-- expect: ok; late\nreturn 1": "line 1 is not",
            "-- expect: fine; note": "'fine' is not a class", "-- expect: ok|; note": "'' is not a class",
            "-- expect: output; note": "'output' is not a class", "-- expect: ok; n\n-- afer: x": "not a header",
            "-- expect: ok; n\n-- after:": "not a header", "-- expect: ok; n\n-- after: x\n-- after: y": "twice",
            "-- expect: ok; n\n-- needs: a-b": "name of a global", "-- expect: ok; n\n-- limits: ms=": "'ms=' is not a limit",
            "-- expect: ok; n\n-- limits: cpu=1": "'cpu=1' is not a limit",
            "-- expect: ok; n\n-- limits: ms=0": "'ms=0' is not a limit",
        }
        self.write(a=GOOD, z=GOOD)
        for text, why in bad.items():
            with self.subTest(text):
                self.write(m=text)
                scripts = self.answer()["scripts"]
                self.assertEqual([script["passed"] for script in scripts], [True, False, True])
                self.assertIn("bad header: ", scripts[1]["reason"])
                self.assertIn(why, scripts[1]["reason"])
                self.assertIsNone(scripts[1]["status"])

    def test_comments_that_are_no_headers_are_comments(self):
        self.assert_passes("-- expect: ok; note\n-- A sentence: with a colon.\n-- limits: ms=0\nreturn 1")

    def test_limits_are_a_scripts_own_where_they_are_higher(self):
        for limits, code, message in [
                ("ms=1200", "while true do end", "1200 ms"), ("ms=5", "while true do end", "1000 ms"),
                ("memory=33MiB", ENDLESS_TABLE, "33 MiB"), ("memory=1MiB", ENDLESS_TABLE, "32 MiB"),
                ("ms=1200 fuel=1e3", "while true do end", "1,000 units")]:
            with self.subTest(limits):
                script = self.assert_passes(f"-- expect: timeout|memory|fuel\n-- limits: {limits}\n{code}")
                self.assertIn(message, script["message"])


class Limits(Corpus):
    def test_a_limit_tighter_than_the_scripts_is_one_more_way_to_end(self):
        for status, code, tight, loose in [
                ("timeout", "while true do end", ["--timeout", "30ms"], ["--timeout", "1s"]),
                ("memory", ENDLESS_TABLE, ["--memory", "1MiB"], ["--memory", "32MiB"]),
                ("fuel", "while true do end", ["--fuel", "1e6"], [])]:
            with self.subTest(status):
                script = self.assert_passes(f"-- expect: ok; note\n{code}", *tight)
                self.assertEqual((script["status"], script["expected"]), (status, ["ok", status]))
                self.assertEqual(self.assert_fails(f"-- expect: ok\n{code}", "ended as", *loose)["expected"], ["ok"])

    def test_an_option_goes_before_the_scripts_own_limit(self):
        script = self.assert_passes("-- expect: ok\n-- limits: ms=60000\nwhile true do end", "--timeout", "1s")
        self.assertIn("1000 ms", script["message"])

    def test_printed_text_and_results_meet_the_memory_limit(self):
        self.assert_passes("-- expect: memory\nwhile true do print(('x'):rep(1000)) end")
        self.assert_passes("-- expect: memory\nreturn ('x'):rep(20 << 20)")

    def test_the_peak_is_what_the_vm_held(self):
        script = self.assert_passes("-- expect: ok\nlocal s = ('x'):rep(10 << 20) s = nil collectgarbage()")
        self.assertTrue(10 << 20 < script["peak_bytes"] <= (32 << 20) + 65536, script)
        script = self.assert_passes(f"-- expect: memory\n{ENDLESS_TABLE}", "--memory", "2MiB")
        self.assertTrue(1 << 20 < script["peak_bytes"] <= (2 << 20) + 65536, script)

    def test_the_profile_is_the_scripts(self):
        self.assert_passes("-- expect: ok\nreturn coroutine.isyieldable()")
        script = self.assert_passes("-- expect: ok\nreturn coroutine.isyieldable()", "--profile", "locked")
        self.assertEqual((script["status"], script["expected"]), ("runtime", ["ok", "runtime"]))

    def test_the_limits_in_force_are_shown(self):
        self.write(one=GOOD)
        self.assertEqual(self.answer()["limits"], {
            "profile": "standard", "memory_bytes": 32 << 20, "wall_ms": 1000, "fuel": None, "overrun_ms": 50})
        options = "--memory 1MiB --timeout 2s --fuel 1e6 --overrun 1s --profile locked".split()
        self.assertEqual(self.answer(*options)["limits"], {
            "profile": "locked", "memory_bytes": 1 << 20, "wall_ms": 2000, "fuel": 1_000_000, "overrun_ms": 1000})


class Output(Corpus):
    def test_all_passed_is_a_summary_and_a_count(self):
        self.write(a=GOOD, b=LOOP)
        outcome = self.outcome("--timeout", "20ms")
        self.assertEqual((outcome.exit, outcome.stderr), (0, b""))
        first, last = outcome.stdout.decode().splitlines()
        self.assertRegex(first, r"^worst overrun [0-9.]+ ms \([ab].lua\), highest peak [0-9,]+ bytes \([ab].lua\)$")
        self.assertEqual(last, "2 passed, 0 failed")

    def test_failures_are_named_and_counted(self):
        self.write(a=GOOD, b="-- expect: ok\nerror 'no\\n0 passed, 0 failed'", c="return 1")
        outcome = self.outcome()
        lines = outcome.stdout.decode().splitlines()
        self.assertEqual([line.split(":")[0] for line in lines[:2]], ["FAIL b.lua", "FAIL c.lua"])
        self.assertEqual((outcome.exit, len(lines), lines[-1]), (1, 4, "1 passed, 2 failed"))

    def test_verbose_names_every_script(self):
        self.write(a=GOOD, b="-- expect: ok\nerror 'no'")
        lines = self.outcome("--verbose").stdout.decode().splitlines()
        self.assertRegex(lines[0], r"^pass a.lua: ok, [0-9.]+ ms, 0.0 ms over, [0-9,]+ bytes$")
        self.assertRegex(lines[1], "^FAIL b.lua: ")

    def test_lua_files_run_in_the_order_of_their_names(self):
        self.write(b=GOOD, a=GOOD, B=GOOD)
        (self.folder / "notes.txt").write_text("not a script", encoding="utf-8")
        (self.folder / "folder.lua").mkdir()
        self.assertEqual([script["name"] for script in self.answer()["scripts"]], ["B.lua", "a.lua", "b.lua"])

    def test_one_file_is_accepted(self):
        self.write(a=GOOD, b="return")
        outcome = luavm("test", self.folder / "a.lua")
        self.assertEqual((outcome.exit, outcome.stdout.splitlines()[-1]), (0, b"1 passed, 0 failed"))

    def test_a_file_that_cannot_be_read_fails_alone(self):
        self.write(a=GOOD)
        (self.folder / "b.lua").symlink_to("nowhere")
        self.assertEqual([script["passed"] for script in self.answer()["scripts"]], [True, False])


class Usage(Corpus):
    def assert_refused(self, message, *words):
        outcome = luavm("test", *words)
        self.assertEqual((outcome.exit, outcome.stdout), (2, b""))
        self.assertRegex(outcome.stderr.decode(), f"^luavm: .*{message}")
        self.assertRegex(luavm("test", *words, "--json").answer["error"]["message"], message)

    def test_a_folder_that_is_not_there_or_holds_nothing_is_refused(self):
        self.assert_refused("nowhere' does not exist", self.folder / "nowhere")
        self.assert_refused("holds no", self.folder)
        self.assert_refused("does not exist", "")

    def test_bad_options_are_refused(self):
        self.write(a=GOOD)
        self.assert_refused("--memory: .* below the least", self.folder, "--memory", "1KiB")
        self.assert_refused("64 KiB cannot be probed", self.folder, "--memory", "64KiB")
        self.assert_refused("--overrun: 'soon'", self.folder, "--overrun", "soon")
        self.assert_refused("redis", self.folder, "--profile", "redis")

    def test_help_names_every_option(self):
        text = luavm("test", "--help").stdout.decode()
        for option in ("--memory", "--timeout", "--fuel", "--overrun", "--profile", "--json", "--verbose"):
            self.assertIn(f"{option} ", text)

    def test_the_trusted_profile_contains_nothing_and_is_refused(self):
        self.write(a="-- expect: ok\nos.exit(0)")
        self.assert_refused("'trusted' is not one of locked, standard, redis", self.folder, "--profile", "trusted")


class Guard(Corpus):
    def test_what_no_limit_stops_ends_the_command_by_name(self):
        os.mkfifo(self.folder / "stuck.lua")  # opening it waits for a writer that never comes
        outcome = self.outcome("--json")
        self.assertEqual(outcome.exit, 10)
        self.assertRegex(Outcome(*outcome).answer["error"]["message"], "stuck.lua .* cannot be stopped")


def spent_ticks(pid):
    """Processor time of a process, in clock ticks."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    return sum(int(number) for number in re.sub(r".*\) ", "", stat).split()[11:13])


if __name__ == "__main__":
    unittest.main()
