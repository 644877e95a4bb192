"""A server on 127.0.0.1 that answers well and badly, for the tests of HTTP.

    python3 server.py PROGRAM [ARGUMENT ...]

Runs the program with LUAVM_PORT in its environment, and ends with its exit code.
"""
import gzip
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Counts:
    """Of all requests: how many came, how many were here at once."""

    def __init__(self):
        self.change = threading.Condition()
        self.total = self.here = self.peak = 0

    def __enter__(self):
        with self.change:
            self.total += 1
            self.here += 1
            self.peak = max(self.peak, self.here)
            self.change.notify_all()

    def __exit__(self, *error):
        with self.change:
            self.here -= 1

    def gather(self, number):
        """Returns once so many have been here at the same time."""
        with self.change:
            self.change.wait_for(lambda: self.peak >= number)


COUNTS = Counts()
ELEVEN = threading.Barrier(11)


def octets(number):
    return bytes(i * 7 + (i >> 8) & 0xFF for i in range(min(number, 65536))) * (number // 65536 + 1)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, body=b"", code=200, fields=()):
        self.send_response(code)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def raw(self, data):
        """Not what http.server makes of it; then the end."""
        self.wfile.write(data)
        self.close_connection = True

    def wait_for_client(self):
        """Until it gives up."""
        self.close_connection = True
        while self.connection.recv(4096):
            pass

    def begin_chunks(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def chunk(self, data):
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))

    def handle_any(self):
        _, _, rest = self.path.partition("/")
        page, _, number = rest.partition("?")[0].partition("/")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            with COUNTS:
                getattr(self, "page_" + page, self.page_missing)(int(number or 0), body)
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_BREW = handle_any

    def page_missing(self, number, body):
        self.answer(b"no such page", 404)

    def page_hello(self, number, body):
        self.answer(b"hello", fields=[("X-One", "yes"), ("X-One", "and again"), ("X-Latin", "caf\xe9")])

    def page_echo(self, number, body):
        """What was asked, as it came."""
        lines = [f"{self.command} {self.path}", *(f"{name}: {value}" for name, value in self.headers.items()), "", ""]
        self.answer("\n".join(lines).encode("latin-1") + body)

    def page_length(self, number, body):
        self.answer(str(len(body)).encode() + (b" whole" if body == octets(len(body))[:len(body)] else b""))

    def page_big(self, number, body):
        self.answer(octets(number)[:number])

    def page_chunks(self, number, body):
        self.begin_chunks()
        data = octets(number)[:number]
        for at in range(0, number, 10000):
            self.chunk(data[at:at + 10000])
        self.wfile.write(b"0\r\n\r\n")

    def page_endless(self, number, body):
        self.begin_chunks()
        while True:
            self.chunk(b"x" * 65536)

    def page_zip(self, number, body):
        data = gzip.compress(octets(number)[:number])
        self.answer(data, fields=[("Content-Encoding", "gzip")])

    def page_bomb(self, number, body):
        self.answer(gzip.compress(bytes(number << 20)), fields=[("Content-Encoding", "gzip")])

    def page_notzip(self, number, body):
        self.answer(b"this is no archive", fields=[("Content-Encoding", "gzip")])

    def page_halfzip(self, number, body):
        """All of what its length says, and half of what it was."""
        data = gzip.compress(octets(1000)[:1000])
        self.answer(data[:len(data) // 2], fields=[("Content-Encoding", "gzip")])

    def page_split(self, number, body):
        """A field that would be two where somebody passes it on."""
        self.raw(b"HTTP/1.1 200 OK\r\nX-One: yes\rX-Two: no\r\nContent-Length: 0\r\n\r\n")

    def page_lengths(self, number, body):
        self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nab")

    def page_fields(self, number, body):
        self.answer(fields=[(f"X-{i}", "v" * 10) for i in range(number)])

    def page_code(self, number, body):
        self.answer(b"" if number in (204, 304) else b"the body", number)

    def page_redirect(self, number, body):
        self.answer(b"elsewhere", 302, [("Location", f"/redirect/{number - 1}" if number > 1 else "/hello")])

    def page_away(self, number, body):
        self.answer(b"", 302, [("Location", "http://169.254.169.254/latest/meta-data/")])

    def page_silent(self, number, body):
        self.wait_for_client()

    def page_stall(self, number, body):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        self.wait_for_client()

    def page_short(self, number, body):
        self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")

    def page_garbage(self, number, body):
        self.raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")

    def page_nothing(self, number, body):
        self.raw(b"")

    def page_gather(self, number, body):
        COUNTS.gather(number)
        self.answer(b"all here")

    def page_eleven(self, number, body):
        """Nobody is answered before so many have asked."""
        ELEVEN.wait()
        self.answer(b"all here")

    def page_counts(self, number, body):
        self.answer(f"{COUNTS.total} {COUNTS.peak}".encode())


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        pass  # a client that is gone


def main(command):
    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        environment = dict(os.environ, LUAVM_PORT=str(server.server_address[1]))
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
