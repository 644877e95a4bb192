"""Real programs, as the distribution installs them, print under luavm what they print under stock Lua.

The drivers in tests/scripts/programs only stand in for the surroundings: files written stay in memory, nothing is
started, os.exit ends the program alone. Both sides run now; nothing is compared with a stored text.
"""
import re
import subprocess
import unittest
from pathlib import Path

from command import ROOT, SECONDS, luavm

DRIVERS = ROOT / "tests" / "scripts" / "programs"
SHARE = "/usr/share/lua"
LUAUNIT_TESTS = Path("/usr/share/doc/lua-unit/examples/test_luaunit.lua")
# 5.3 and 5.1 hold pure Lua packages that have no folder for 5.4.
LUA_PATH = ";".join([f"{DRIVERS}/?.lua", f"{SHARE}/5.4/?.lua", f"{SHARE}/5.4/?/init.lua", f"{SHARE}/5.3/?.lua",
                     f"{SHARE}/5.1/?.lua", f"{SHARE}/5.1/?/init.lua"])
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C", "TZ": "UTC", "LUA_PATH": LUA_PATH,
               "LUA_CPATH": ""}
LIMITS = ("--profile", "trusted", "--memory", "128MiB", "--timeout", "60s", "--output", "16MiB", "--quiet")


class Programs(unittest.TestCase):
    maxDiff = 4000

    def same(self, name, ending, *counts):
        """Runs a driver both ways. `ending` matches its last line, whose numbers must reach `counts`."""
        driver = DRIVERS / f"{name}.lua"
        stock = subprocess.run(["lua5.4", driver], env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True,
                               timeout=SECONDS, check=False)
        self.assertEqual((stock.returncode, stock.stderr), (0, b""))
        ours = luavm("run", driver, *LIMITS, env=ENVIRONMENT)
        self.assertEqual((ours.exit, ours.stderr), (0, b""))
        self.assertEqual(ours.stdout.decode(), stock.stdout.decode())
        last = ours.stdout.decode().strip().splitlines()[-1]
        found = re.fullmatch(ending, last)
        self.assertIsNotNone(found, last)
        for number, least in zip(found.groups(), counts, strict=True):
            self.assertGreaterEqual(int(number), least, last)

    def test_luacheck_checks_itself_and_other_programs(self):
        self.same("luacheck_self", r"luacheck: files (\d+), exit 1, warnings (\d+)", 50, 100)

    def test_ldoc_documents_penlight(self):
        self.same("ldoc_penlight", r"ldoc: exit 0, pages (\d+), bytes (\d+), messages \d+", 30, 500_000)

    def test_luarocks_runs_command_after_command(self):
        self.same("luarocks_commands", r"luarocks: commands (\d+), help (\d+) bytes", 21, 20_000)

    @unittest.skipUnless(LUAUNIT_TESTS.exists(), f"no {LUAUNIT_TESTS}: packages come without /usr/share/doc here")
    def test_luaunit_passes_its_own_tests(self):
        self.same("luaunit_own_tests", r"luaunit: run (\d+), passed (\d+), failed 0, errors 0, skipped 0", 200, 200)

    def test_penlight_passes_its_tests_under_luaunit(self):
        self.same("penlight_under_luaunit", r"luaunit: run (\d+), passed (\d+), failed 0", 26, 26)

    def test_dkjson_messagepack_inspect_and_argparse_handle_generated_data(self):
        self.same("data_round_trips", r"data: JSON (\d+) bytes, packed (\d+) bytes", 100_000, 50_000)


if __name__ == "__main__":
    unittest.main()
