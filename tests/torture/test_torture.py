"""luavm torture over the scripts here: whatever request for memory fails, nothing crashes, leaks or lies."""
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = Path(os.environ.get("LUAVM_OUT", HERE.parents[1] / "out")).resolve()
SECONDS = 300  # nothing takes this long: a hang fails a test instead of stopping the suite
STRIDE = 13  # of the whole sweep, `luavm torture tests/torture`


def torture(*words):
    return subprocess.run([OUT / "bin" / "luavm", "torture", *words], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=SECONDS, check=False)


def answer(*words):
    done = torture(*words, "--json")
    return done.returncode, json.loads(done.stdout)


class Sweep(unittest.TestCase):
    def test_whatever_request_fails_every_script_is_answered_and_nothing_is_lost(self):
        code, found = answer(HERE, "--stride", str(STRIDE))
        wrong = [(script["name"], failure) for script in found["scripts"] for failure in script["failures"]]
        self.assertEqual((code, wrong, found["failed"]), (0, [], 0))
        self.assertEqual([script["name"] for script in found["scripts"]], sorted(p.name for p in HERE.glob("*.lua")))
        self.assertEqual(found["points"], sum(script["points"] for script in found["scripts"]))
        self.assertGreater(found["points"] * STRIDE, 100_000)
        for script in found["scripts"]:
            self.assertGreater(script["points"] * STRIDE, script["requests"], script["name"])

    def test_a_task_makes_the_same_requests_in_every_process(self):
        first, second = (answer(HERE, "--limit", "1")[1] for _ in range(2))
        for one, other in zip(first["scripts"], second["scripts"]):
            self.assertEqual(one, other)


class Command(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def script(self, text, name="script.lua"):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def test_each_request_is_a_point_twice(self):
        code, found = answer(self.script("return 1"))
        self.assertEqual((code, found["failed"]), (0, 0))
        self.assertEqual(found["points"], found["scripts"][0]["requests"] * 2)

    def test_a_range_of_points_can_be_chosen(self):
        script = self.script("return 1")
        self.assertEqual(answer(script, "--limit", "3")[1]["points"], 6)
        self.assertEqual(answer(script, "--from", "1e9")[1]["points"], 0)
        done = torture(script, "--from", "10", "--stride", "5", "--limit", "2")
        self.assertEqual((done.returncode, done.stdout.splitlines()[-1]), (0, "4 points, 0 failed"))

    def test_a_script_that_shows_a_failure_fails(self):
        # An emergency collection empties the table: the script returns something else than it does with memory.
        script = self.script("local t = setmetatable({}, {__mode = 'v'}) t[1] = {} "
                             "local s = ('x'):rep(100000) return t[1] ~= nil, #s")
        done = torture(script)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("returned other values", done.stdout)
        code, found = answer(script)
        self.assertEqual(code, 1)
        self.assertEqual(found["failed"], len(found["scripts"][0]["failures"]))
        first = found["scripts"][0]["failures"][0]
        code, found = answer(script, "--from", str(first["request"]), "--limit", "1")
        self.assertEqual((code, found["scripts"][0]["failures"][0]), (1, first))

    def test_a_script_that_does_not_repeat_itself_is_refused(self):
        done = torture(self.script("return os.clock()"))
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("does not repeat itself", done.stderr)

    def test_what_cannot_be_read_is_refused(self):
        empty = self.folder / "empty"
        empty.mkdir()
        good = self.script("return 1")
        for words in ((self.folder / "none.lua",), (empty,), (self.script("-- profile: root\n", "profile.lua"),),
                      (self.script("-- memory: much\n", "memory.lua"),), (), (good, "--stride", "0"),
                      (good, "--limit", "few")):
            with self.subTest(words):
                done = torture(*words)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertTrue(done.stderr.startswith("luavm: "), done.stderr)


if __name__ == "__main__":
    unittest.main()
