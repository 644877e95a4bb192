"""An engine in a process of its own: programs in, what became of them out."""
import os
import re
import select
import struct
import subprocess
import tempfile
from typing import NamedTuple

SECONDS = 60  # no program takes this long: a hang is a difference, not a stuck suite

HEAD = struct.Struct("<IIQ")
ADDRESS = re.compile(rb"(: |\()(?:builtin: )?0x[0-9a-f]{6,16}\b")


class Outcome(NamedTuple):
    """What a program left behind, addresses apart."""
    answer: bytes
    output: bytes
    errors: bytes
    fuel: int

    def text(self):
        """The part that has to be the same in every engine."""
        return self.answer, self.output, self.errors


class Engine:
    """Starts the runner anew after a program that ended it (os.exit, a crash)."""

    def __init__(self, runner, *words):
        self.command = [os.path.abspath(runner), *words]
        self.folder = tempfile.TemporaryDirectory(prefix="luavm-conformance-")
        self.output, self.errors = (open(os.path.join(self.folder.name, name), "a+b") for name in ("stdout", "stderr"))
        self.process = None

    def close(self):
        self._stop()
        self.output.close()
        self.errors.close()
        self.folder.cleanup()

    def run(self, source):
        if self.process is None:
            self._start()
        starts = os.fstat(self.output.fileno()).st_size, os.fstat(self.errors.fileno()).st_size
        answer, fuel = self._ask(source)
        output, errors = (os.pread(file.fileno(), 1 << 26, start)
                          for file, start in zip((self.output, self.errors), starts))
        return Outcome(*(ADDRESS.sub(rb"\g<1>ADDRESS", text) for text in (answer, output, errors)), fuel)

    def _start(self):
        work = os.path.join(self.folder.name, "work")
        os.makedirs(work, exist_ok=True)
        self.answers, to = os.pipe()
        environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C", "TZ": "UTC",
                       "CONFORMANCE": "seen"}
        self.process = subprocess.Popen([*self.command, str(to)], stdin=subprocess.PIPE, stdout=self.output,
                                        stderr=self.errors, pass_fds=(to,), cwd=work, env=environment)
        os.close(to)

    def _ask(self, source):
        try:
            self.process.stdin.write(struct.pack("<I", len(source)) + source)
            self.process.stdin.flush()
        except BrokenPipeError:
            return b"process ended: %d" % self._stop(), 0
        head = self._read(HEAD.size)
        if len(head) < HEAD.size:
            return b"process ended: %d" % self._stop(), 0
        length, _, fuel = HEAD.unpack(head)
        return self._read(length), fuel

    def _read(self, length):
        data = b""
        while len(data) < length:
            if not select.select([self.answers], [], [], SECONDS)[0]:
                self.process.kill()
                break
            more = os.read(self.answers, length - len(data))
            if not more:
                break
            data += more
        return data

    def _stop(self):
        """Ends the process; returns its exit code."""
        if self.process is None:
            return None
        process, self.process = self.process, None
        process.stdin.close()
        code = process.wait(SECONDS)
        os.close(self.answers)
        return code
