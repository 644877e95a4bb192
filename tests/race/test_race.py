"""Runs the race programs; each judges itself and says so in its exit code."""
import os
import subprocess
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = Path(os.environ.get("LUAVM_OUT", HERE.parents[1] / "out")).resolve()
LIBRARY = OUT / "lib" / "libluavm.so"
BUILD = OUT / "obj" / "race"
SECONDS = 900


def setUpModule():
    done = subprocess.run(["make", "--no-print-directory", "-s", "-C", HERE, f"OUT={OUT}"],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the race tests cannot be built:\n{done.stdout}{done.stderr}")


class Races(unittest.TestCase):
    def passes(self, *command, **environment):
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                              timeout=SECONDS, check=False, env=dict(os.environ, **environment))
        print(done.stdout)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr[-4000:])
        return done.stdout

    def test_random_calls_of_64_threads_answer_as_documented_and_leave_nothing(self):
        said = self.passes(BUILD / "race", LIBRARY)
        self.assertIn("left: 0 VMs, 0 blocks", said)

    def test_few_threads_on_random_calls_too(self):
        self.passes(BUILD / "race", LIBRARY, "--threads", "3", "--calls", "50000")

    def test_children_forked_during_collections_are_told_and_end(self):
        self.passes(BUILD / "fork", LIBRARY, "1000", DOTNET_GCgen0size="0x20000")

    def test_the_native_layer_is_clean_under_thread_sanitizer(self):
        self.passes(BUILD / "native", TSAN_OPTIONS="exitcode=66")


if __name__ == "__main__":
    unittest.main()
