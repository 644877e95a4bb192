"""luavm.http against examples/server.py, and servers that answer with anything."""
import socket
import sys
import threading
import unittest
from pathlib import Path

import luavm

sys.path.append(str(Path(__file__).resolve().parents[1]))

from served import Server  # noqa: E402

LOOPBACK = {"allow": ["127.0.0.1"]}


class Raw:
    """Answers one connection with these bytes, and keeps what it was asked."""

    def __init__(self, answer):
        self.answer, self.asked = answer, b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d/" % self.listener.getsockname()[1]
        self.came, self.over = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def serve(self):
        connection, _ = self.listener.accept()
        with connection:
            while b"\r\n\r\n" not in self.asked:
                self.asked += connection.recv(4096)
            self.came.set()
            connection.sendall(self.answer)
            if not self.answer:
                self.over.wait()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.over.set()
        self.thread.join()
        self.listener.close()


class Http(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().__enter__()
        cls.addClassCleanup(cls.server.__exit__)
        cls.base = f"http://127.0.0.1:{cls.server.port}"

    def setUp(self):
        self.before = luavm.stats().block_count

    def tearDown(self):
        self.assertEqual(luavm.stats().block_count, self.before)

    def test_a_get_answers_with_all_there_is(self):
        response = luavm.http.get(f"{self.base}/hello")
        self.assertEqual((response.status, response.body), (200, b"hello from the server"))
        self.assertEqual((response.text(), response.url, response.redirects),
                         ("hello from the server", f"{self.base}/hello", 0))
        self.assertEqual(response.headers["CONTENT-type"], "text/plain")
        self.assertIn("content-length", response.headers)
        self.assertNotIn("x-none", response.headers)
        self.assertIn(("Content-Type", "text/plain"), response.headers.fields)
        self.assertEqual(repr(response), f"<luavm.http.Response 200 {self.base}/hello 21 bytes>")

    def test_json_is_read(self):
        document = luavm.http.get(f"{self.base}/json").json()
        self.assertEqual((document["name"], document["big"]), ("Ada", 9007199254740993))
        with self.assertRaises(ValueError):
            luavm.http.get(f"{self.base}/hello").json()

    def test_a_request_sends_method_headers_and_body(self):
        response = luavm.http.request("post", f"{self.base}/echo", body="caf\xe9", headers={"Content-Type": "text/x-lua"})
        self.assertEqual((response.text(), response.headers["content-type"]), ("caf\xe9", "text/x-lua"))
        with Raw(b"HTTP/1.1 200 OK\r\nX-A: 1\r\nX-B: 2\r\nX-A: 3\r\nContent-Length: 0\r\n\r\n") as raw:
            headers = [("X-One", "1"), ("X-One", b"\xff2"), ("X-Caf", "caf\xe9")]
            response = luavm.http.request("BREW", raw.url + "pot?kind=tea", headers=headers, timeout=60)
        self.assertTrue(raw.asked.startswith(b"BREW /pot?kind=tea HTTP/1.1\r\n"))
        for line in (b"X-One: 1", b"\xff2", b"X-Caf: caf\xe9"):
            self.assertIn(line, raw.asked)
        self.assertEqual(dict(response.headers), {"x-a": "1, 3", "x-b": "2", "content-length": "0"})
        self.assertEqual(response.body, b"")

    def test_text_is_in_the_encoding_that_the_server_names(self):
        for kind, body, text in ((b"text/plain; charset=\"Latin-1\"", b"caf\xe9", "caf\xe9"),
                                 (b"text/plain; charset=nonsense", b"caf\xc3\xa9", "caf\xe9"),
                                 (b"text/plain", b"caf\xe9", "caf\ufffd")):
            with self.subTest(kind):
                head = b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n" % (kind, len(body))
                with Raw(head + body) as raw:
                    self.assertEqual(luavm.http.get(raw.url, timeout=60).text(), text)

    def test_answers_of_400_and_above_are_answers(self):
        self.assertEqual(luavm.http.get(f"{self.base}/nowhere").status, 404)

    def test_redirects_are_followed_or_not(self):
        response = luavm.http.get(f"{self.base}/back")
        self.assertEqual((response.url, response.redirects), (f"{self.base}/hello", 1))
        response = luavm.http.request("GET", f"{self.base}/back", redirects=False)
        self.assertEqual((response.status, response.headers["location"]), (302, "/hello"))

    def test_a_large_body_comes_whole_and_its_block_is_freed(self):
        before = luavm.stats().memory_bytes
        self.assertEqual(luavm.http.get(f"{self.base}/big/5000000").body, b"x" * 5000000)
        self.assertEqual(luavm.stats().memory_bytes, before)

    def test_a_body_over_max_bytes_is_an_output_limit(self):
        with self.assertRaisesRegex(luavm.OutputLimitError, "1,000 bytes"):
            luavm.http.get(f"{self.base}/big/1001", max_bytes=1000)
        self.assertEqual(len(luavm.http.get(f"{self.base}/big/1000", max_bytes=1000).body), 1000)
        self.assertEqual(len(luavm.http.get(f"{self.base}/big/20000000", max_bytes=luavm.UNLIMITED).body), 20000000)

    def test_a_server_that_keeps_silent_is_a_timeout(self):
        with Raw(b"") as raw, self.assertRaisesRegex(luavm.TimeoutError, "50 ms") as caught:
            luavm.http.get(raw.url, timeout=0.05)
        self.assertIsInstance(caught.exception, TimeoutError)

    def test_a_server_that_refuses_or_talks_nonsense_is_a_network_error(self):
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))  # nobody listens there
            with self.assertRaisesRegex(luavm.NetworkError, "refuses the connection"):
                luavm.http.get("http://127.0.0.1:%d/" % bound.getsockname()[1])
        with Raw(b"SSH-2.0-OpenSSH\r\n") as raw, self.assertRaises(luavm.NetworkError):
            luavm.http.get(raw.url, timeout=60)

    def test_what_is_no_request_is_an_argument_error(self):
        url = f"{self.base}/hello"
        for call in (lambda: luavm.http.get("hello"), lambda: luavm.http.get("ftp://127.0.0.1/"),
                     lambda: luavm.http.get(url + "\r\nX: 1"), lambda: luavm.http.get(""),
                     lambda: luavm.http.get(url, headers={"X-A": "1\r\nX-B: 2"}),
                     lambda: luavm.http.get(url, headers={"Host": "example.com"}),
                     lambda: luavm.http.get(url, headers={"X-A": "\u20ac"}),
                     lambda: luavm.http.request("GET /", url), lambda: luavm.http.request("", url),
                     lambda: luavm.http.get(url, timeout=0), lambda: luavm.http.get(url, max_bytes=0)):
            with self.assertRaises(luavm.ArgumentError):
                call()
        for call in (lambda: luavm.http.get(1), lambda: luavm.http.request("GET", url, body=1),
                     lambda: luavm.http.get(url, headers={"X-A": 1}), lambda: luavm.http.get(url, policy={})):
            with self.assertRaises(TypeError):
                call()

    def test_a_policy_holds(self):
        hosts = [{"host": "127.0.0.1", "schemes": ["http"], "ports": [self.server.port]}]
        with luavm.Policy({"version": 1, "http": {"hosts": hosts, "addresses": LOOPBACK}}) as policy:
            self.assertEqual(luavm.http.get(f"{self.base}/hello", policy=policy).status, 200)
            with self.assertRaisesRegex(luavm.SandboxError, "169.254.169.254"):
                luavm.http.get(f"{self.base}/away", policy=policy)
        with self.assertRaises(luavm.ClosedError):
            luavm.http.get(f"{self.base}/hello", policy=policy)
        for document in ({"version": 1}, {"version": 1, "http": {"hosts": hosts}}):
            with luavm.Policy(document) as policy, self.assertRaises(luavm.SandboxError):
                luavm.http.get(f"{self.base}/hello", policy=policy)

    def test_scripts_and_their_host_ask_under_one_policy(self):
        hosts = [{"host": "127.0.0.1", "schemes": ["http"], "ports": [self.server.port]}]
        document = {"version": 1, "http": {"hosts": hosts, "addresses": LOOPBACK}}
        with luavm.Policy(document) as policy, luavm.VM(policy=policy) as vm:
            vm.globals["url"] = f"{self.base}/hello"
            self.assertEqual(vm.eval("return http.get(url).body"),
                             luavm.http.get(f"{self.base}/hello", policy=policy).text())

    def test_other_threads_run_meanwhile(self):
        with Raw(b"") as raw:
            failed = []

            def ask():
                try:
                    luavm.http.request("POST", raw.url, body="x", timeout=60)
                except luavm.LuaVmError as error:
                    failed.append(error.status)

            thread = threading.Thread(target=ask)
            thread.start()
            raw.came.wait()
            self.assertEqual(luavm.http.get(f"{self.base}/hello").status, 200)
            self.assertTrue(thread.is_alive())
            raw.over.set()
            thread.join()
        self.assertEqual(failed, ["network"])


if __name__ == "__main__":
    unittest.main()
