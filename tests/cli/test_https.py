"""TLS in the published command: OpenSSL is the system's, and so may be missing."""
import http.server
import json
import ssl
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

from command import evaluate


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked += 1
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    asked = 0

    def handle_error(self, request, client_address):
        pass  # a client that refuses the certificate hangs up


class Https(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost"], cwd=cls.folder, check=True, capture_output=True)

    def setUp(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "cert.pem", self.folder / "key.pem")
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def get(self, name="localhost", more=None, **options):
        """What a script answers that asks the server by a name."""
        port = self.server.server_address[1]
        hosts = [{"host": name, "ports": [port]}]
        policy = self.folder / "policy.json"
        policy.write_text(json.dumps({"version": 1, "http": {
            "hosts": hosts, "addresses": {"allow": ["127.0.0.1"]}, **(more or {})}}), encoding="utf-8")
        return evaluate(f"return http.get('https://{name}:{port}/').body", "--policy", policy, **options)

    def assert_refused(self, answer, why):
        self.assertEqual(answer["status"], "runtime")
        self.assertIn(why, answer["error"]["message"])
        self.assertEqual(self.server.asked, 0)

    def test_a_certificate_of_an_authority_beside_the_policy_is_taken(self):
        self.assertEqual(self.get(more={"ca_file": "cert.pem"})["values"], ["hello"])

    def test_a_certificate_that_nobody_vouches_for_is_refused(self):
        self.assert_refused(self.get(), "the certificate of localhost is refused: it goes back to no authority that is trusted here")

    def test_a_certificate_for_another_name_is_refused(self):
        self.assert_refused(self.get("127.0.0.1", {"ca_file": "cert.pem"}),
                            "the certificate of 127.0.0.1 is refused: it is for another name")

    def test_without_openssl_there_is_an_error_that_says_what_to_install(self):
        broken = self.folder / "broken"
        broken.mkdir(exist_ok=True)
        for name in ("libssl.so.3", "libssl.so.1.1"):
            (broken / name).write_text("no library", encoding="utf-8")
        self.assert_refused(self.get(more={"ca_file": "cert.pem"}, env={"LD_LIBRARY_PATH": str(broken)}),
                            "this needs OpenSSL, which is not on this system; install libssl.so.3 (package libssl3)")


if __name__ == "__main__":
    unittest.main()
