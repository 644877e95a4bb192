"""How large the library is, with the network and without, and what it is without."""
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from published import LIBRARY, NETWORK, OUT, ROOT

MEGABYTE = 1_000_000
BUILD_SECONDS = 1_800


class Size(unittest.TestCase):
    def test_the_library_is_as_small_as_promised(self):
        self.assertLessEqual(LIBRARY.stat().st_size, (12 if NETWORK else 5) * MEGABYTE)


class WithoutNetwork(unittest.TestCase):
    """The library is published; the command is compiled, and runs on the JIT runtime over the engine as a shared library."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        for verb, project in (("publish", "Exports"), ("build", "Cli")):
            done = subprocess.run(["dotnet", verb, ROOT / "src" / project, "-c", "Release", "--nologo", "-v", "quiet",
                                   "-p:LuaVmNetwork=false", f"-p:LuaVmOut={cls.folder}/",
                                   f"-p:LuaVmNative={OUT}/obj/native/"], cwd=cls.folder,
                                  env=dict(os.environ, LuaVmNetwork="false"), stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, timeout=BUILD_SECONDS, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
        cls.command, = cls.folder.glob("obj/dotnet/LuaVm.Cli/bin/Release/*/*/luavm")
        for name in ("libluavm_native.so", "liblua54.so"):
            (cls.folder / name).symlink_to(OUT / "obj" / "native" / "libluavm_native.so")

    def luavm(self, *words):
        return subprocess.run([self.command, *words], env=dict(os.environ, LD_LIBRARY_PATH=str(self.folder)),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600, check=False)

    def test_it_is_as_small_as_promised(self):
        library, = self.folder.glob("obj/dotnet/LuaVm.Exports/bin/**/publish/libluavm.so")
        self.assertLessEqual(library.stat().st_size, 5 * MEGABYTE)

    def test_nothing_of_the_network_is_in_it(self):
        for project in ("LuaVm.Exports", "LuaVm.Cli"):
            names = {path.name for path in self.folder.glob(f"obj/dotnet/{project}/bin/**/*.dll")}
            self.assertIn("LuaVm.Policy.dll", names)
            self.assertEqual(names & {"LuaVm.Http.dll", "LuaVm.Redis.dll"}, set())

    def test_a_policy_that_names_a_service_of_the_network_is_unsupported(self):
        hosts = {"hosts": ["example.com"]}
        for part in ({"http": hosts}, {"ws": hosts}, {"stores": {"a": {"url": "redis://localhost"}}}):
            with self.subTest(part):
                policy = self.folder / "policy.json"
                policy.write_text(json.dumps({"version": 1, **part}), encoding="utf-8")
                checked = self.luavm("policy", "check", policy)
                self.assertEqual((checked.returncode, checked.stderr), (0, ""))
                outcome = self.luavm("eval", "return 1", "--json", "--policy", policy)
                self.assertEqual((outcome.returncode, json.loads(outcome.stdout)["status"]), (2, "unsupported"))

    def test_everything_else_runs(self):
        policy = self.folder / "policy.json"
        policy.write_text('{"version": 1, "json": true, "stores": {"a": {"url": "memory:"}}}', encoding="utf-8")
        outcome = self.luavm("eval", "store.open('a').x = json.decode('[1]') return store.open('a').x[1]", "--json", "--policy", policy)
        self.assertEqual(json.loads(outcome.stdout)["values"], [1])

    def test_attacks_on_the_network_have_nothing_to_attack(self):
        outcome = self.luavm("test", ROOT / "tests" / "attacks" / "258_http_flood.lua", "--json")
        self.assertEqual((outcome.returncode, json.loads(outcome.stdout)["scripts"][0]["status"]), (0, "ok"))


if __name__ == "__main__":
    unittest.main()
