"""luavm test: scripts that attack the network meet one of the command's own, and never a socket."""
import json
import socket
import unittest

import test_attacks

HTTP = "-- expect: ok; note\n-- needs: http\n"


class Network(test_attacks.Corpus):
    def test_a_script_that_needs_http_has_it_and_another_has_not(self):
        self.assert_passes(HTTP + "assert(http.get('http://echo.luavm.test/x').body == '/x')")
        self.assert_passes("-- expect: ok; note\nassert(http == nil)")

    def test_its_servers_misbehave_as_documented(self):
        for path, wanted in {"redirect.luavm.test/to-loopback": "127.0.0.1 is not allowed: it is loopback",
                             "redirect.luavm.test/to-metadata": "169.254.169.254 is not allowed: it is link-local",
                             "redirect.luavm.test/loop": "more than 5 redirects",
                             "stream.luavm.test/endless": "the body is longer than 16 MiB",
                             "stream.luavm.test/gzip-bomb": "a decompression bomb",
                             "nowhere.test/": "there is no address for the host nowhere.test"}.items():
            with self.subTest(path):
                script = self.assert_passes(f"-- expect: runtime|sandbox; note\n-- needs: http\nhttp.get('http://{path}')", "--timeout", "60s")
                self.assertIn(wanted, script["message"])

    def test_a_name_that_is_bound_anew_is_refused_every_other_time(self):
        self.assert_passes(HTTP + "local good = 0 for i = 1, 10 do if pcall(http.get, 'http://rebind.luavm.test/') then good = good + 1 end end "
                           "assert(good == 5, good)")

    def test_a_peer_that_dawdles_does_not_outlive_the_script(self):
        self.assert_passes("-- expect: timeout; note\n-- needs: http\nwhile true do pcall(http.get, 'http://stream.luavm.test/slow') end",
                           "--timeout", "300ms")

    def test_no_policy_leads_to_a_real_socket(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            policy = self.folder / "policy.json"
            policy.write_text(json.dumps({"version": 1, "http": {
                "hosts": [{"host": "127.0.0.1", "schemes": ["http"], "ports": [port]}], "addresses": {"allow": ["127.0.0.1"]}}}),
                encoding="utf-8")
            script = self.assert_passes(f"-- expect: runtime; note\n-- needs: http\nhttp.get('http://127.0.0.1:{port}/')",
                                        "--policy", policy, "--timeout", "60s")
            self.assertIn("it refuses the connection", script["message"])
            listener.setblocking(False)
            self.assertRaises(BlockingIOError, listener.accept)


if __name__ == "__main__":
    unittest.main()
