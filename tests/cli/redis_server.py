"""Debian's redis-server on loopback: started on a free port, stopped by its process id, asked by redis-cli."""
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

SECONDS = 60  # nothing takes this long: a hang fails a test instead of stopping the suite


def free_port():
    """One that nobody listens at; with what a cluster adds to it, neither there."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            if port + 10000 > 65535:
                continue
            try:
                other.bind(("127.0.0.1", port + 10000))
            except OSError:
                continue
            return port


class RedisServer:
    """A server that keeps what it acknowledges, while the context lasts."""

    def __init__(self, *options, tls=None):
        self.folder = Path(tempfile.mkdtemp(prefix="luavm-redis"))
        self.port = free_port()
        self.tls = tls
        self.process = None
        self.words = ["redis-server", "--bind", "127.0.0.1", "--dir", str(self.folder), "--save", "", "--appendonly", "yes",
                      "--appendfsync", "always", *options]
        if tls:
            self.words += ["--port", "0", "--tls-port", str(self.port), "--tls-auth-clients", "no",
                           "--tls-cert-file", str(tls.certificate), "--tls-key-file", str(tls.key)]
        else:
            self.words += ["--port", str(self.port)]

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error):
        if self.process:
            self.kill()
        shutil.rmtree(self.folder)

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def start(self):
        """Returns once it takes connections."""
        self.process = subprocess.Popen(self.words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        said = []
        for line in self.process.stdout:
            said.append(line)
            if "Ready to accept connections" in line:
                return
        raise AssertionError("redis-server did not start: " + "".join(said))

    def kill(self):
        """SIGKILL: it has no chance to write anything down."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stall(self):
        """It takes connections, by its kernel, and answers nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def ask(self, *words, login=()):
        """What redis-cli answers."""
        done = subprocess.run(["redis-cli", "-e", "-p", str(self.port), *login, *map(str, words)], capture_output=True,
                              text=True, timeout=SECONDS, check=False)
        assert done.returncode == 0, (words, done)
        return done.stdout.strip()

    def wait_for(self, wanted, *words):
        """Asks until the answer is one that is wanted."""
        while True:
            answer = self.ask(*words)
            if wanted(answer):
                return answer


class Tls:
    """An authority, and a certificate of it for 127.0.0.1, made by openssl."""

    def __init__(self, folder):
        self.authority, self.certificate, self.key = (folder / name for name in ("ca.pem", "server.pem", "server.key"))
        authority_key, request, names = folder / "ca.key", folder / "server.csr", folder / "names"
        names.write_text("subjectAltName=IP:127.0.0.1\n", encoding="ascii")
        new = ("openssl", "req", "-newkey", "rsa:2048", "-nodes")
        for command in (
                (*new, "-x509", "-days", "2", "-subj", "/CN=authority", "-keyout", authority_key, "-out", self.authority),
                (*new, "-subj", "/CN=server", "-keyout", self.key, "-out", request),
                ("openssl", "x509", "-req", "-days", "2", "-in", request, "-CA", self.authority, "-CAkey", authority_key,
                 "-CAcreateserial", "-extfile", names, "-out", self.certificate)):
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
