"""examples/lua/fetch.lua under examples/policy/web.json: what it may ask for it gets, and nothing else leaves."""
import json
import re
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

from command import ROOT, luavm, run

SERVER = ROOT / "examples" / "server.py"
POLICY = ROOT / "examples" / "policy" / "web.json"
SCRIPT = ROOT / "examples" / "lua" / "fetch.lua"
PORT = 8765  # the examples' own
PRINTED = "200\ttext/plain\thello from the server\nAda\tlua c\n" \
          "http.post: the policy refuses it: POST is not allowed for 127.0.0.1\n"
REFUSED = "http.get: the policy refuses it: 127.0.0.2 is not allowed: it is loopback"
ASKED = ["127.0.0.1 GET /hello", "127.0.0.1 GET /json", "127.0.0.1 GET /inside"]


class Server:
    """examples/server.py, and what it was asked for."""

    def __init__(self, port):
        self.process = subprocess.Popen([sys.executable, SERVER, str(port), "--log"], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, text=True)
        said = self.process.stdout.readline()
        assert re.fullmatch(r"listening on \d+\n", said), said
        self.port = int(said.split()[-1])

    def log(self):
        """Ends it; one line for each request."""
        self.process.terminate()
        return self.process.communicate()[0].splitlines()

    def stop(self):
        if self.process.poll() is None:
            self.log()


def wait_for(port):
    """Until nobody listens at a port that another test may have."""
    for _ in range(600):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return
            except OSError:
                time.sleep(0.1)
    raise AssertionError(f"port {port}, which the example is about, is taken by another process")


class Fetch(unittest.TestCase):
    def serve(self, port=0):
        server = Server(port)
        self.addCleanup(server.stop)
        return server

    def files(self, port, **changes):
        """The example for another port, with changes to the policy's part http."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        policy, script = Path(folder.name, "web.json"), Path(folder.name, "fetch.lua")
        document = json.loads(POLICY.read_text(encoding="utf-8").replace(str(PORT), str(port)))
        document["http"] |= changes
        policy.write_text(json.dumps(document), encoding="utf-8")
        script.write_text(SCRIPT.read_text(encoding="utf-8").replace(str(PORT), str(port)), encoding="utf-8")
        return policy, script

    def test_the_example_as_it_stands_gets_what_it_may_and_is_refused_the_rest(self):
        wait_for(PORT)
        server = self.serve(PORT)
        outcome = luavm("run", "--policy", POLICY, SCRIPT)
        self.assertEqual((outcome.exit, outcome.stdout.decode()), (7, PRINTED))
        self.assertIn(REFUSED.encode(), outcome.stderr)
        self.assertEqual(server.log(), ASKED)

    def test_the_object_of_json_says_the_same_and_where(self):
        server = self.serve()
        policy, script = self.files(server.port)
        answer = run(script, "--policy", policy)
        self.assertEqual((answer["status"], answer["output"]), ("sandbox", PRINTED))
        self.assertIn(REFUSED, answer["error"]["message"])
        lines = script.read_text(encoding="utf-8").splitlines()
        self.assertEqual((answer["error"]["source"], answer["error"]["line"]), ("fetch.lua", len(lines)))
        self.assertGreater(answer["usage"]["service_ms"], 0)
        self.assertEqual(server.log(), ASKED)

    def test_the_address_that_is_refused_would_have_answered(self):
        server = self.serve()
        with urllib.request.urlopen(f"http://127.0.0.2:{server.port}/hello", timeout=60) as answer:
            self.assertEqual(answer.read(), b"hello from the server")
        self.assertEqual(server.log(), ["127.0.0.2 GET /hello"])

    def test_the_redirect_is_followed_where_host_and_address_are_allowed(self):
        server = self.serve()
        policy, script = self.files(server.port, addresses={"allow": ["127.0.0.0/8"]}, hosts=[
            {"host": host, "schemes": ["http"], "ports": [server.port]} for host in ("127.0.0.1", "127.0.0.2")])
        answer = run(script, "--policy", policy)
        self.assertEqual((answer["status"], answer["output"]), ("ok", PRINTED))
        self.assertEqual(server.log(), [*ASKED, "127.0.0.2 GET /secret"])

    def test_a_redirect_to_a_host_that_is_not_listed_is_refused_also_where_its_address_is_allowed(self):
        server = self.serve()
        policy, script = self.files(server.port, addresses={"allow": ["127.0.0.0/8"]})
        answer = run(script, "--policy", policy)
        self.assertEqual(answer["status"], "sandbox")
        self.assertIn(f"http://127.0.0.2 at port {server.port} is not among the hosts allowed", answer["error"]["message"])
        self.assertEqual(server.log(), ASKED)

    def test_the_metadata_service_of_a_cloud_is_refused(self):
        server = self.serve()
        policy, script = self.files(server.port)
        script.write_text(f"http.get 'http://127.0.0.1:{server.port}/away'", encoding="utf-8")
        answer = run(script, "--policy", policy)
        self.assertEqual(answer["status"], "sandbox")
        self.assertIn("169.254.169.254 is not allowed: it is link-local", answer["error"]["message"])
        self.assertEqual(server.log(), ["127.0.0.1 GET /away"])

    def test_without_the_policy_there_is_no_network(self):
        server = self.serve()
        answer = run(self.files(server.port)[1])
        self.assertEqual((answer["status"], answer["output"]), ("runtime", ""))
        self.assertIn("'http'", answer["error"]["message"])
        self.assertEqual(server.log(), [])

    def test_people_are_shown_what_the_policy_allows(self):
        shown = luavm("policy", "check", POLICY).stdout.decode()
        self.assertIn("  http     http://127.0.0.1 ports 8765 (GET HEAD)\n  http     public addresses, and 127.0.0.1\n", shown)


if __name__ == "__main__":
    unittest.main()
