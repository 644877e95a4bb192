"""The probe of luavm test is the same twice, and sees what an attack might leave behind.

Only the trusted profile lets a script change what the probe looks at, so that is where it is tried.
"""
import tempfile
import unittest
from pathlib import Path

from command import ROOT, run

PROBE = (ROOT / "src" / "Cli" / "Attacks" / "probe.lua").read_text(encoding="utf-8")

LEFT_BEHIND = {
    "a global": "leak = 1",
    "a global that is not a name": "_G[1] = 1",
    "a global gone": "rawlen = nil",
    "a library function replaced": "string.upper = string.lower",
    "a library function added": "table.clear = print",
    "a constant changed": "math.pi = 3",
    "a library replaced": "math = setmetatable({}, {__index = math})",
    "a metatable of globals": "setmetatable(_G, {})",
    "a metatable of a library": "setmetatable(string, {})",
    "a metamethod of strings": "getmetatable('').__call = print",
    "another index of strings": "getmetatable('').__index = {}",
    "a metatable of numbers": "debug.setmetatable(0, {})",
    "a metatable of nil": "debug.setmetatable(nil, {})",
    "a metatable of booleans": "debug.setmetatable(true, {})",
    "a metatable of functions": "debug.setmetatable(print, {})",
}


class Probe(unittest.TestCase):
    def differs(self, between):
        """Whether a second probe in the same globals differs, or cannot even run."""
        code = (f"local pcall = pcall\nlocal function take()\n{PROBE}\nend\n"
                "local before = take() _G.probe = nil\n"
                f"do {between} end\nlocal ok, after = pcall(take)\nreturn not ok or before ~= after")
        with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as file:
            file.write(code)
            file.flush()
            answer = run(file.name, "--profile", "trusted")
        self.assertEqual(answer["status"], "ok", answer)
        return answer["values"][0]

    def test_it_is_the_same_twice(self):
        self.assertIs(self.differs(""), False)

    def test_it_sees_what_is_left_behind(self):
        for name, code in LEFT_BEHIND.items():
            with self.subTest(name):
                self.assertIs(self.differs(code), True)


if __name__ == "__main__":
    unittest.main()
