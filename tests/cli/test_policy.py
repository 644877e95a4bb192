"""Policies: `luavm policy check` and `show`, and --policy of run, eval and test."""
import json
import tempfile
import unittest
from pathlib import Path

from command import ROOT, evaluate, luavm, run, strict_json

PRESETS = ("locked", "standard", "web", "embedded", "production", "development")


class Policy(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def policy(self, text, name="p.json"):
        """The path of a document: a dict, or text as it is."""
        path = self.folder / name
        path.write_text(text if isinstance(text, str) else json.dumps({"version": 1, **text}), encoding="utf-8")
        return str(path)

    def test_every_preset_is_shown_and_checks(self):
        for name in PRESETS:
            with self.subTest(name):
                shown = luavm("policy", "show", name)
                self.assertEqual((shown.exit, shown.stderr), (0, b""))
                checked = luavm("policy", "check", "-", stdin=shown.stdout)
                self.assertEqual((checked.exit, checked.stderr), (0, b""))
                self.assertIn(b"stdin: a policy\n  memory ", checked.stdout)

    def test_every_preset_runs_a_script(self):
        for name in PRESETS:
            with self.subTest(name):
                path = self.policy(luavm("policy", "show", name).stdout.decode())
                outcome = luavm("eval", "--json", "return 1 + 1", "--policy", path)
                self.assertEqual(json.loads(outcome.stdout)["values"], [2])

    def test_the_schema_that_is_shown_is_the_published_one(self):
        self.assertEqual(luavm("policy", "show", "schema").stdout, (ROOT / "docs" / "policy.schema.json").read_bytes())

    def test_a_preset_that_is_none_is_refused_with_those_there_are(self):
        outcome = luavm("policy", "show", "webb")
        self.assertEqual((outcome.exit, outcome.stdout), (2, b""))
        self.assertIn(b"'webb' is not one of locked, standard, web, embedded, production, development, schema", outcome.stderr)

    def test_a_document_at_fault_is_named_with_line_and_column(self):
        path = self.policy('{\n  "version": 1,\n  "limits": {"memroy": 1}\n}')
        outcome = luavm("policy", "check", path)
        self.assertEqual(outcome, (2, b"", f"{path}:3:14: limits: unknown key 'memroy'; did you mean 'memory'?\n".encode()))

    def test_all_files_are_checked_and_one_fault_is_exit_code_2(self):
        good, bad = self.policy({}, "good.json"), self.policy({"version": 2}, "bad.json")
        outcome = luavm("policy", "check", bad, good)
        self.assertEqual(outcome.exit, 2)
        self.assertTrue(outcome.stdout.startswith(f"{good}: a policy\n".encode()))
        self.assertTrue(outcome.stderr.startswith(f"{bad}:1:".encode()))

    def test_json_of_check_says_where_the_fault_is(self):
        good, bad = self.policy({}, "good.json"), self.policy({"profile": "redis"}, "bad.json")
        outcome = luavm("policy", "check", "--json", good, bad, str(self.folder / "none.json"))
        self.assertEqual((outcome.exit, outcome.stderr), (2, b""))
        first, second, third = strict_json(outcome.stdout)["policies"]
        self.assertEqual((first["name"], first["status"]), (good, "ok"))
        self.assertIn("profile: standard: base string table math utf8 coroutine os print load", first["allows"])
        self.assertEqual(second, {"name": bad, "status": "unsupported", "line": 1, "column": 27,
                                  "message": "profile: redis is not in this version; use standard"})
        self.assertEqual(third["status"], "argument")

    def test_a_file_that_cannot_be_read_is_said(self):
        for path, message in ((self.folder / "none.json", b"does not exist"), (self.folder, b"is a directory; name a JSON file")):
            for words in (("policy", "check", path), ("eval", "1", "--policy", path)):
                with self.subTest(words):
                    outcome = luavm(*words)
                    self.assertEqual((outcome.exit, outcome.stdout), (2, b""))
                    self.assertIn(message, outcome.stderr)

    def test_a_script_does_not_run_under_a_policy_at_fault(self):
        path = self.policy({"limits": {"memory": "1KiB"}})
        for words in (("eval", "print 'ran'"), ("test", str(ROOT / "tests" / "attacks" / "001_while_true.lua"))):
            outcome = luavm(*words, "--policy", path)
            self.assertEqual((outcome.exit, outcome.stdout), (2, b""))
            self.assertIn(f"{path}:1:37: limits.memory: '1KiB' is below the least, 64 KiB".encode(), outcome.stderr)

    def test_limits_are_those_of_the_policy(self):
        path = self.policy({"limits": {"memory": "2MiB", "wall": "50ms", "fuel": "1e15", "output": 5}})
        self.assertIn("2 MiB", evaluate("local t = {} while true do t[#t + 1] = {} end", "--policy", path, "--timeout", "10s")["error"]["message"])
        self.assertIn("50 ms", evaluate("while true do end", "--policy", path)["error"]["message"])
        self.assertEqual(evaluate("print 'hello'", "--policy", path)["status"], "output")

    def test_an_option_goes_before_the_policy(self):
        path = self.policy({"profile": "locked", "preset": "embedded", "limits": {"fuel": 10}})
        endless = "while true do end"
        self.assertIn("10", evaluate(endless, "--policy", path)["error"]["message"])
        self.assertIn("20", evaluate(endless, "--policy", path, "--fuel", "20")["error"]["message"])
        self.assertEqual(evaluate("return os == nil", "--policy", path)["values"], [True])
        self.assertEqual(evaluate("return os == nil", "--policy", path, "--profile", "standard")["values"], [False])
        self.assertEqual(evaluate("return 1", "--policy", path, "--memory-soft", "2MiB")["status"], "argument")
        self.assertEqual(evaluate("return 1", "--policy", path, "--memory-soft", "2MiB", "--memory", "4MiB")["status"], "ok")

    def test_libraries_that_a_policy_does_not_list_are_not_there(self):
        path = self.policy({"libraries": ["string", "os"]})
        self.assertEqual(evaluate("return {string ~= nil, os ~= nil, table ~= nil, print ~= nil, load ~= nil, pcall ~= nil}",
                                  "--policy", path)["values"], [[True, True, False, False, False, True]])

    def test_services_that_a_policy_does_not_name_are_not_there(self):
        for options in ((), ("--policy", self.policy({}))):
            self.assertEqual(evaluate("return {http == nil, ws == nil, cache == nil, store == nil, json == nil}", *options)["values"],
                             [[True] * 5])

    def test_attacks_run_under_a_policy(self):
        attack = self.policy("-- expect: fuel; runs for ever\nwhile true do end\n", "a.lua")
        path = self.policy({"profile": "locked", "limits": {"fuel": 1000}})
        answer = strict_json(luavm("test", attack, "--policy", path, "--json").stdout)
        self.assertEqual((answer["passed"], answer["limits"]["profile"], answer["limits"]["fuel"]), (1, "locked", 1000))
        trusted = luavm("test", attack, "--policy", self.policy({"profile": "trusted"}))
        self.assertEqual((trusted.exit, trusted.stdout), (2, b""))

    def test_a_script_of_a_file_runs_under_a_policy(self):
        script = self.policy("return ...", "s.lua")
        self.assertEqual(run(script, "--policy", self.policy({}))["status"], "ok")


if __name__ == "__main__":
    unittest.main()
