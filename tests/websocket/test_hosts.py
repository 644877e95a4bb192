"""luavm.WebSocket against Node's ws."""
import gc
import json
import sys
import threading
import unittest
from pathlib import Path

import luavm

sys.path.append(str(Path(__file__).resolve().parent))

from fixture import WithServer  # noqa: E402


class Hosts(WithServer):
    def open(self, page, **options):
        socket = luavm.WebSocket(f"{self.server.url}/{page}", **options)
        self.addCleanup(socket.close)
        return socket

    def seen(self, name):
        with self.open(f"seen/{name}") as socket:
            return json.loads(socket.receive(60))

    def test_text_and_bytes_come_back_as_they_were(self):
        socket = self.open("echo")
        for message in ("", "grüße", "x" * 70000, b"", b"\xff\x00", b"y" * 1000000):
            socket.send(message)
            self.assertEqual(socket.receive(60), message)
        socket.send(bytearray(b"abc"))
        self.assertEqual(socket.receive(60), b"abc")
        self.assertEqual(repr(socket), "<luavm.WebSocket open>")

    def test_it_is_iterated_until_the_peer_closes(self):
        socket = self.open("many/100")
        self.assertEqual([int(text) for text in socket], list(range(1, 101)))
        self.assertEqual((socket.code, socket.reason), (1000, "that is all"))
        self.assertIsNone(socket.receive())
        self.assertEqual(repr(socket), "<luavm.WebSocket closed by the peer with 1000>")
        with self.assertRaises(luavm.ClosedError):
            socket.send("x")

    def test_a_receive_may_time_out_and_be_asked_again(self):
        socket = self.open("echo")
        for timeout in (0, 0.01):
            with self.assertRaises(luavm.TimeoutError):
                socket.receive(timeout)
        socket.send("x")
        self.assertEqual(socket.receive(60), "x")

    def test_close_says_good_bye(self):
        socket = self.open("echo?name=host")
        socket.close(4000, "grüße")
        socket.close()
        self.assertTrue(socket.closed)
        with self.assertRaises(luavm.ClosedError):
            socket.receive()
        end = self.seen("host")
        self.assertEqual((end["code"], end["reason"]), (4000, "grüße"))

    def test_a_lost_connection_is_ended(self):
        luavm.WebSocket(f"{self.server.url}/silent?name=lost")
        gc.collect()
        self.assertEqual(self.seen("lost")["code"], 1006)

    def test_close_ends_a_receive_on_another_thread(self):
        socket = self.open("silent")
        outcome = []

        def receive():
            try:
                outcome.append(socket.receive())
            except luavm.ClosedError as error:
                outcome.append(error.status)

        thread = threading.Thread(target=receive)
        thread.start()
        socket.close()
        thread.join()
        self.assertEqual(outcome, ["closed"])

    def test_messages_of_many_threads_do_not_mix(self):
        socket = self.open("echo")
        sent = [str(i % 10) * 40000 for i in range(40)]
        threads = [threading.Thread(target=socket.send, args=(text,)) for text in sent]
        for thread in threads:
            thread.start()
        received = [socket.receive(60) for _ in sent]
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(received), sorted(sent))

    def test_bounds_hold(self):
        with self.assertRaises(luavm.OutputLimitError):
            self.open("big/1001", max_bytes=1000).receive(60)
        self.assertEqual(len(self.open("big/1000", max_bytes=1000).receive(60)), 1000)
        with self.assertRaises(luavm.NetworkError):
            self.open("redirect")
        with self.assertRaises(luavm.NetworkError):
            socket = self.open("die")
            socket.send("x")
            socket.receive(60)

    def test_the_51st_connection_is_refused(self):
        sockets = [self.open("silent") for _ in range(50)]
        with self.assertRaises(luavm.QuotaError):
            self.open("silent")
        sockets[0].close()
        self.open("silent")

    def test_wrong_arguments_are_refused(self):
        for url in ("http://127.0.0.1/", "ws://a b/", "ws://"):
            with self.assertRaises(luavm.ArgumentError, msg=url):
                luavm.WebSocket(url)
        for options in ({"headers": {"X": "a\r\nEvil: 1"}}, {"protocols": ["a b"]}, {"headers": {"Upgrade": "x"}},
                        {"timeout": -1}, {"queue_bytes": 2 << 30}):
            with self.assertRaises(luavm.ArgumentError, msg=str(options)):
                self.open("echo", **options)
        socket = self.open("echo")
        for code in (999, 1005, 1006, 5000, 0, True):
            with self.assertRaises(luavm.ArgumentError, msg=str(code)):
                socket.close(code)
        with self.assertRaises(luavm.ArgumentError):
            socket.close(1000, "x" * 124)
        with self.assertRaises(TypeError):
            socket.send(1)

    def test_a_policy_holds_for_hosts_too(self):
        policy = luavm.Policy({"version": 1, "ws": {
            "hosts": [{"host": "127.0.0.1", "schemes": ["ws"], "ports": [self.server.port]}],
            "addresses": {"allow": ["127.0.0.1"]}, "message": "1KiB"}})
        self.addCleanup(policy.close)
        socket = self.open("echo", policy=policy)
        with self.assertRaises(luavm.ArgumentError):
            socket.send("x" * 1025)
        socket.send("x" * 1024)
        self.assertEqual(len(socket.receive(60)), 1024)
        with self.assertRaises(luavm.SandboxError):
            luavm.WebSocket("ws://127.0.0.1:1/", policy=policy)
        with luavm.Policy({"version": 1}) as nothing, self.assertRaises(luavm.SandboxError):
            self.open("echo", policy=nothing)


if __name__ == "__main__":
    unittest.main()
