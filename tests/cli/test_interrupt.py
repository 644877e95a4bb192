"""Signals stop the script, not the command: it still reports, with exit 9."""
import signal
import subprocess
import unittest

from command import LUAVM, SECONDS, Outcome

# More than a pipe's buffer and stdio's: the reader sees the first byte only once the script runs.
READY = "print(('r'):rep(1 << 16)) "
READY_TRUSTED = "io.stderr:write 'r' "
ENDLESS = "while true do end"


def interrupted(words, stream, by=signal.SIGINT):
    """Starts the command, waits for a first byte on 'stdout' or 'stderr', sends the signal, and collects."""
    with subprocess.Popen([LUAVM, "eval", *words], bufsize=0, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        try:
            first = getattr(process, stream).read(1)
            process.send_signal(by)
            stdout, stderr = process.communicate(timeout=SECONDS)
        finally:
            process.kill()
    if stream == "stdout":
        stdout = first + stdout
    else:
        stderr = first + stderr
    return Outcome(process.returncode, stdout, stderr)


class Interrupt(unittest.TestCase):
    def test_sigint_cancels_the_script(self):
        outcome = interrupted([READY + ENDLESS, "--timeout", "unlimited"], "stdout")
        self.assertEqual(outcome.exit, 9)
        self.assertIn(b"cancelled: interrupted", outcome.stderr)
        self.assertIn(b"  at eval:1: in main chunk", outcome.stderr)
        self.assertEqual(outcome.stdout, b"r" * (1 << 16) + b"\n")

    def test_sigterm_cancels_the_script_too(self):
        outcome = interrupted([READY + ENDLESS, "--timeout", "unlimited"], "stdout", signal.SIGTERM)
        self.assertEqual(outcome.exit, 9)
        self.assertIn(b"cancelled: ", outcome.stderr)

    def test_the_script_cannot_prevent_it(self):
        code = READY + "while true do pcall(function() " + ENDLESS + " end) end"
        self.assertEqual(interrupted([code, "--timeout", "unlimited"], "stdout").exit, 9)

    def test_json_says_cancelled_and_where(self):
        code = "print 'kept' " + READY_TRUSTED + "\n" + ENDLESS
        answer = interrupted([code, "--timeout", "unlimited", "--json", "--profile", "trusted"], "stderr").answer
        self.assertEqual((answer["status"], answer["output"]), ("cancelled", "kept\n"))
        self.assertEqual((answer["error"]["source"], answer["error"]["line"]), ("eval", 2))
        self.assertIn("in main chunk", answer["error"]["traceback"])


if __name__ == "__main__":
    unittest.main()
