"""`luavm stubs`: definition files for editors, and what is in a folder already."""
import json
import re
import sys
import tempfile
import unittest
from pathlib import Path

from command import ROOT, luavm, run

sys.path.insert(0, str(ROOT / "tests"))
from served import Server  # noqa: E402

SOURCES = ROOT / "src" / "Cli" / "Stubs"
SERVICES = {"json", "store", "http", "ws", "cache"}
LOCKED = {"base", "string", "table", "math", "utf8"}


class Stubs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.target = self.folder / "new" / "stubs"

    def names(self):
        return {path.stem for path in self.target.iterdir()}

    def write(self, *options):
        return luavm("stubs", self.target, *options)

    def assertWritten(self, names, *options):
        self.assertEqual(self.write(*options), (0, b"", b""))
        self.assertEqual(self.names(), names)

    def assertRefused(self, outcome, text):
        self.assertEqual((outcome.exit, outcome.stdout), (2, b""))
        self.assertIn(text, outcome.stderr.decode())

    def test_all_files_are_written_as_they_are_kept(self):
        self.assertWritten({path.stem for path in SOURCES.glob("*.lua")})
        for path in SOURCES.glob("*.lua"):
            self.assertEqual((self.target / path.name).read_bytes(), path.read_bytes())
            self.assertTrue(path.read_text(encoding="utf-8").startswith("---@meta"))

    def test_a_profile_or_a_policy_narrows_them_and_what_is_left_over_goes(self):
        self.assertEqual(self.write().exit, 0)
        self.assertWritten(LOCKED | SERVICES, "--profile", "locked")
        self.assertWritten(SERVICES, "--profile", "trusted")
        policy = self.folder / "p.json"
        policy.write_text(json.dumps({"version": 1, "json": True, "libraries": ["string", "math"],
                                      "stores": {"s": {"url": "memory:"}}}), encoding="utf-8")
        self.assertWritten({"base", "string", "math", "random", "json", "store"}, "--policy", policy)
        self.assertWritten({"base", "string", "math", "json", "store"}, "--policy", policy, "--profile", "locked")

    def test_files_of_others_stay(self):
        self.assertEqual(self.write("--profile", "locked").exit, 0)
        mine = self.target / "mine.lua"
        mine.write_text("x = 1", encoding="utf-8")
        foreign = self.target / "os.lua"
        foreign.write_text("---@meta _\n", encoding="utf-8")
        (self.target / "math.lua").unlink()
        self.assertRefused(self.write(), "os.lua' was not written by 'luavm stubs'; name another folder, or replace it with --force")
        self.assertFalse((self.target / "math.lua").exists())
        self.assertEqual(self.write("--profile", "locked").exit, 0)
        self.assertEqual(foreign.read_text(encoding="utf-8"), "---@meta _\n")
        self.assertEqual(self.write("--force").exit, 0)
        self.assertEqual(foreign.read_bytes(), (SOURCES / "os.lua").read_bytes())
        self.assertEqual(mine.read_text(encoding="utf-8"), "x = 1")

    def test_places_that_cannot_be_written_to_are_refused_with_what_to_do(self):
        file = self.folder / "file"
        file.touch()
        self.assertRefused(luavm("stubs", file), "it is a file; name a folder")
        self.assertRefused(luavm("stubs", file / "below"), "cannot be written to")
        self.assertRefused(luavm("stubs", ""), "it has no name")
        self.assertRefused(luavm("stubs", "/proc/luavm-stubs"), "cannot be written to")
        self.assertRefused(luavm("stubs"), "argument missing")
        self.assertRefused(self.write("--policy", self.folder / "none.json"), "does not exist")
        self.target.mkdir(parents=True)
        (self.target / "os.lua").mkdir()
        self.assertRefused(self.write(), "was not written by")
        self.assertRefused(self.write("--force"), "cannot be written to")

    def test_objects_have_the_fields_that_are_declared(self):
        with Server() as server:
            reach = {kind: {"hosts": [{"host": "127.0.0.1", "schemes": [kind], "ports": [server.port]}],
                            "addresses": {"allow": ["127.0.0.1"]}} for kind in ("http", "ws")}
            path = self.folder / "p.json"
            path.write_text(json.dumps({"version": 1, "cache": {"tenant": "stubs"}, **reach}), encoding="utf-8")
            for made, kind, file in ((f"http.get('http://127.0.0.1:{server.port}/hello')", "http.response", "http"),
                                     (f"ws.connect('ws://127.0.0.1:{server.port}/ws')", "ws.socket", "ws"),
                                     ("cache.stats()", "cache.stats", "cache")):
                # Those with a question mark may be nil.
                fields = re.findall(r"---@field (\w+) (\w+)", self.declared(file, kind))
                self.assertGreaterEqual(len(fields), 2)
                script = self.folder / "s.lua"
                script.write_text(f"local object = {made}\nlocal kinds = {{}}\nfor name in ('{' '.join(name for name, _ in fields)}')"
                                  ":gmatch '%S+' do kinds[name] = math.type(object[name]) or type(object[name]) end\nif object.close then object:close() end\nreturn kinds",
                                  encoding="utf-8")
                answer = run(script, "--policy", path)
                self.assertEqual(answer["values"], [dict(fields)], answer)

    @staticmethod
    def declared(file, kind):
        """The comment that declares a class."""
        blocks = (SOURCES / f"{file}.lua").read_text(encoding="utf-8").split("\n\n")
        return next(block for block in blocks if f"---@class {kind}\n" in block)

    def test_the_documentation_turns_off_what_an_editor_knows_of_these_libraries(self):
        text = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
        settings = json.loads(re.search(r"```json\n(.*?)```", text, re.S).group(1))
        known = {"basic" if path.stem == "base" else path.stem for path in SOURCES.glob("*.lua")}
        disabled = {name for name, how in settings["runtime.builtin"].items() if how == "disable"}
        self.assertLessEqual(known - SERVICES - {"random", "print", "load"}, disabled)


if __name__ == "__main__":
    unittest.main()
