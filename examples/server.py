"""The server that the examples talk to: HTTP and WebSocket on 127.0.0.1.

    python3 examples/server.py [PORT] [--log]      8765 without one; 0: a free one

Prints "listening on PORT", and serves until it is stopped; with --log it prints what it
is asked for, and at which of its addresses:
/hello a greeting; /json a document; /echo what was posted; /big/N N bytes; /away a
redirect to an address that no policy should allow; /inside one to this server at
127.0.0.2, where it listens too if the system has that address; /ws a WebSocket that
echoes.
"""

import base64
import hashlib
import json
import struct
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def log_request(self, *arguments):
        if "--log" in sys.argv:
            print(self.connection.getsockname()[0], self.command, self.path, flush=True)

    def answer(self, body, code=200, **fields):
        self.send_response(code)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/hello":
            self.answer(b"hello from the server", Content_Type="text/plain")
        elif self.path == "/json":
            document = {"name": "Ada", "langs": ["lua", "c"], "big": 9007199254740993}
            self.answer(json.dumps(document).encode(), Content_Type="application/json")
        elif self.path == "/away":
            self.answer(b"", 302, Location="http://169.254.169.254/latest/meta-data/")
        elif self.path == "/inside":
            port = self.server.server_address[1]
            self.answer(b"", 302, Location=f"http://127.0.0.2:{port}/secret")
        elif self.path == "/back":
            self.answer(b"", 302, Location="/hello")
        elif self.path.startswith("/big/"):
            self.answer(b"x" * int(self.path[len("/big/"):]))
        elif self.path == "/ws":
            self.upgrade()
        else:
            self.answer(b"no such page", 404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(body, Content_Type=self.headers.get("Content-Type", "text/plain"))

    def upgrade(self):
        key = self.headers["Sec-WebSocket-Key"].encode()
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        accept = base64.b64encode(hashlib.sha1(key + GUID).digest()).decode()
        self.send_header("Sec-WebSocket-Accept", accept)
        self.end_headers()
        self.close_connection = True
        while self.echo():
            pass

    def echo(self):
        """Sends one frame back; False once the peer has closed."""
        first, second = self.rfile.read(2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack(">H", self.rfile.read(2))
        elif length == 127:
            (length,) = struct.unpack(">Q", self.rfile.read(8))
        mask = self.rfile.read(4)
        data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(self.rfile.read(length)))
        operation = first & 0x0F
        if operation == 9:  # ping
            first = first & 0xF0 | 10
        if length < 126:
            head = struct.pack(">BB", first, length)
        elif length < 65536:
            head = struct.pack(">BBH", first, 126, length)
        else:
            head = struct.pack(">BBQ", first, 127, length)
        if operation != 10:
            self.wfile.write(head + data)
        return operation != 8


def serve_inside(port):
    """The second address. Not every system has it, and no example needs it."""
    try:
        inside = ThreadingHTTPServer(("127.0.0.2", port), Handler)
    except OSError:
        return
    inside.daemon_threads = True
    threading.Thread(target=inside.serve_forever, daemon=True).start()


def main():
    ports = [word for word in sys.argv[1:] if word != "--log"]
    port = int(ports[0]) if ports else 8765
    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        server.daemon_threads = True
        serve_inside(server.server_address[1])
        print(f"listening on {server.server_address[1]}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
