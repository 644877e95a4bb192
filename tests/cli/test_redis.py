"""Stores on a Redis server, under `luavm run --policy`: a server that goes away, stalls, wants a login or TLS."""
import json
import signal
import subprocess
import tempfile
import unittest
from itertools import count
from pathlib import Path

from command import LUAVM, SECONDS, Outcome, luavm, run
from redis_server import RedisServer, Tls

VALUES = "{luavm:main}:v"  # docs/stores.md


class RedisCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.numbers = count()

    def server(self, *options, **more):
        return self.enterContext(RedisServer(*options, **more))

    def policy(self, url, **store):
        """The path of one whose store 's' is at the URL."""
        path = self.folder / f"policy{next(self.numbers)}.json"
        path.write_text(json.dumps({"version": 1, "limits": {"wall": "100s"}, "stores": {"s": {"url": url, **store}}}),
                        encoding="utf-8")
        return str(path)

    def script(self, text):
        path = self.folder / f"script{next(self.numbers)}.lua"
        path.write_text("local s = store.open('s')\n" + text, encoding="utf-8")
        return str(path)

    def run_at(self, url, text, **store):
        return run(self.script(text), "--policy", self.policy(url, **store))

    def start_at(self, url, text, *options, **store):
        """A run that is under way, to be finished with `end`."""
        process = subprocess.Popen([LUAVM, "run", self.script(text), "--json", "--policy", self.policy(url, **store), *options],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def end(self, process):
        stdout, stderr = process.communicate(timeout=SECONDS)
        return Outcome(process.returncode, stdout, stderr).answer

    def assertFails(self, answer, *texts):
        self.assertEqual(answer["status"], "runtime", answer)
        for text in texts:
            self.assertIn(text, answer["error"]["message"])


class Redis(RedisCase):
    def test_what_one_run_writes_the_next_one_reads(self):
        url = f"redis://{self.server().address}"
        written = self.run_at(url, """
            s.ada = {count = 1, tags = {'new'}}
            s[1.5], s[true] = 'x', 2
            s:set('gone', 1, {ttl = 1e9})
            s:delete('gone')
            local ok, message = pcall(store.transaction, function() s.n = 1 error('no') end)
            return s:incr('sum', 5), ok""", durable=True)
        self.assertEqual(written["values"], [5, False])
        read = self.run_at(url, """
            local keys = {}
            for key in pairs(s) do keys[#keys + 1] = tostring(key) end
            return s.ada, s[1.5], s[true], s.sum, s.n, #s, table.concat(keys, ' ')""")
        self.assertEqual(read["values"], [{"count": 1, "tags": ["new"]}, "x", 2, 5, None, 4, "true 1.5 ada sum"])

    def test_values_over_the_caps_and_writes_to_what_is_read_only_are_errors(self):
        url = f"redis://{self.server().address}"
        self.assertEqual(self.run_at(url, "s.a, s.b = 1, 2", keys=2)["status"], "ok")
        self.assertFails(self.run_at(url, "s.c = 1", keys=2), "2 keys")
        self.assertFails(self.run_at(url, "s.c = 1", access="read-only"), "read-only")
        self.assertEqual(self.run_at(url, "return #s", keys=2)["values"], [2])

    def test_a_server_killed_and_started_again_in_a_run_loses_nothing_acknowledged(self):
        server = self.server()
        process = self.start_at(f"redis://{server.address}", """
            local acknowledged, failed, after, messages, i = 0, 0, 0, {}, 0
            while after < 50 do
              i = i + 1
              local ok, message = pcall(s.set, s, i, i)
              if ok then
                acknowledged = acknowledged + 1
                if failed > 0 then after = after + 1 end
              else
                failed = failed + 1
                messages[message] = true
              end
            end
            local lost = 0
            for key = 1, i do if s[key] ~= key then lost = lost + 1 end end
            local list = {}
            for message in pairs(messages) do list[#list + 1] = message end
            return acknowledged, failed, lost, list""", durable=True)
        server.wait_for(lambda keys: int(keys) >= 50, "HLEN", VALUES)
        server.kill()
        server.start()
        acknowledged, failed, lost, messages = self.end(process)["values"]
        self.assertGreaterEqual(acknowledged, 100)
        self.assertGreaterEqual(failed, 1)
        # Only what failed may be missing.
        self.assertLessEqual(lost, failed)
        for message in messages:
            self.assertRegex(message, r"^store:set: Redis: the (server|connection)")

    def test_a_server_that_is_not_there_is_named_with_what_to_do_and_without_its_address(self):
        with RedisServer() as server:
            url = f"redis://ada:hush@{server.address}"
        answer = self.run_at(url, "return 1")
        self.assertFails(answer, "store.open: Redis: the server cannot be reached (connection refused); see that it runs")
        for secret in ("127.0.0.1", str(server.port), "ada", "hush"):
            self.assertNotIn(secret, json.dumps(answer["error"]))

    def test_an_error_of_a_server_that_left_can_be_caught_and_the_next_call_connects_anew(self):
        server = self.server()
        process = self.start_at(f"redis://{server.address}", """
            s.state = 'ready'
            local ok, message
            repeat ok, message = pcall(function() return s.state end) until not ok
            repeat ok = pcall(function() s.state = 'back' end) until ok
            return message, s.state""")
        server.wait_for(lambda keys: keys == "1", "HLEN", VALUES)
        server.kill()
        server.start()
        message, state = self.end(process)["values"]
        self.assertRegex(message, "^store: Redis: the (server|connection)")
        self.assertEqual(state, "back")

    def test_a_server_that_stalls_is_an_error_after_the_timeout_of_the_store(self):
        server = self.server()
        server.stall()
        answer = self.run_at(f"redis://{server.address}", "return 1", timeout="50ms")
        self.assertFails(answer, "store.open: the Redis server did not answer within 50 ms")

    def test_a_run_that_waits_for_a_stalled_server_is_killed_at_once(self):
        server = self.server()
        server.stall()
        url = f"redis://{server.address}"
        answer = run(self.script(""), "--policy", self.policy(url, timeout="1h"), "--timeout", "50ms")
        self.assertEqual(answer["status"], "timeout")
        process = self.start_at(url, "", timeout="1h")
        self.wait_for_client(server)
        process.send_signal(signal.SIGINT)
        self.assertEqual(self.end(process)["status"], "cancelled")

    @staticmethod
    def wait_for_client(server):
        """Until the kernel holds a connection to it, which it does not answer."""
        mark = f":{server.port:04X}"
        while not any(local.endswith(mark) and state == "01" for _, local, _, state, *_ in
                      map(str.split, Path("/proc/net/tcp").read_text(encoding="ascii").splitlines())):
            pass

    def test_a_store_that_is_to_be_durable_refuses_a_server_that_may_forget(self):
        server = self.server()
        server.ask("CONFIG", "SET", "appendfsync", "everysec")
        answer = self.run_at(f"redis://{server.address}", "", durable=True)
        self.assertFails(answer, "'appendfsync' is 'everysec', a durable store needs 'always'")
        self.assertEqual(self.run_at(f"redis://{server.address}", "s.a = 1")["status"], "ok")

    def test_two_processes_count_in_transactions_without_losing_one(self):
        url = f"redis://{self.server().address}"
        counting = """
            for _ = 1, 200 do
              store.transaction(function() s.n = (s.n or 0) + 1 end)
            end
            return s:incr('m', 200)"""
        processes = [self.start_at(url, counting) for _ in range(2)]
        for process in processes:
            answer = self.end(process)
            self.assertEqual(answer["status"], "ok", answer)
        self.assertEqual(self.run_at(url, "return s.n, s.m")["values"], [400, 400])


class RedisLogin(RedisCase):
    RIGHTS = ("~{luavm:*}:*", "+eval", "+evalsha", "+time", "+@hash", "+@sortedset", "+unlink")  # docs/stores.md

    def setUp(self):
        super().setUp()
        self.redis = self.server()
        self.redis.ask("ACL", "SETUSER", "ada", "on", ">hu:sh@ed", *self.RIGHTS)
        self.redis.ask("ACL", "SETUSER", "eve", "on", ">spy", "~*", "+time")
        self.redis.ask("ACL", "SETUSER", "default", "on", "resetpass", ">master")
        self.ada = f"redis://ada:hu%3Ash%40ed@{self.redis.address}"

    def test_a_user_with_the_rights_in_the_documentation_reads_and_writes(self):
        self.assertEqual(self.run_at(self.ada, "s.a = 1 s:clear() s.b = 2 s:set('c', 1, {ttl = 5}) return #s, s:incr 'b'")["values"], [2, 3])
        self.assertEqual(self.run_at(f"redis://:master@{self.redis.address}", "return s.b")["values"], [3])

    def test_a_login_that_is_wrong_or_missing_or_may_not_is_an_error_without_names(self):
        for login, text in (("", "wants another login"), ("ada:secret1@", "wants another login"),
                            (":secret1@", "wants another login"), ("eve:spy@", "does not let the store's user do this")):
            with self.subTest(login):
                answer = self.run_at(f"redis://{login}{self.redis.address}", "s.a = 1")
                self.assertFails(answer, f"store.open: the Redis server {text}")
                for secret in ("secret1", "ada", "eve", "spy"):
                    self.assertNotIn(secret, json.dumps(answer["error"]))

    def test_a_right_that_is_missing_within_a_step_is_said(self):
        self.redis.ask("ACL", "SETUSER", "ada", "-hset", login=("--pass", "master", "--no-auth-warning"))
        self.assertFails(self.run_at(self.ada, "s.a = 1"), "does not let the store's user do this")

    def test_a_durable_store_needs_to_be_told_what_the_server_promises(self):
        self.assertFails(self.run_at(self.ada, "", durable=True), "it refuses CONFIG GET")
        self.redis.ask("ACL", "SETUSER", "ada", "+config|get", login=("--pass", "master", "--no-auth-warning"))
        self.assertEqual(self.run_at(self.ada, "return #s", durable=True)["values"], [0])

    def test_check_refuses_a_url_that_is_wrong_without_showing_it(self):
        for url, text in (("redis://secret1@h", "before the @ there must be user:password"),
                          ("redis://h/secret1", "the database must be a number")):
            checked = luavm("policy", "check", self.policy(url))
            self.assertEqual((checked.exit, checked.stdout), (2, b""))
            self.assertRegex(checked.stderr.decode(), rf"policy\d+\.json:1:\d+: stores\.s\.url: the URL of the store is wrong: {text}")
            self.assertNotIn(b"secret1", checked.stderr)

    def test_check_shows_neither_user_nor_password(self):
        checked = luavm("policy", "check", self.policy(self.ada))
        self.assertEqual(checked.exit, 0)
        self.assertIn(f"redis://...@{self.redis.address}".encode(), checked.stdout)
        for secret in (b"ada", b"hu%3A", b"hu:"):
            self.assertNotIn(secret, checked.stdout.replace(str(self.folder).encode(), b""))


class RedisTls(RedisCase):
    def setUp(self):
        super().setUp()
        self.tls = Tls(self.folder)

    def test_a_certificate_of_an_authority_of_the_policy_is_trusted(self):
        url = f"rediss://{self.server(tls=self.tls).address}"
        self.assertEqual(self.run_at(url, "s.a = ('x'):rep(100000) return #s.a", ca_file="ca.pem")["values"], [100000])

    def test_any_other_is_refused(self):
        server = self.server(tls=self.tls)
        self.assertFails(self.run_at(f"rediss://{server.address}", ""),
                         "Redis: the certificate of the server is refused: it goes back to no authority that is trusted here")
        self.assertFails(self.run_at(f"rediss://localhost:{server.port}", "", ca_file="ca.pem"),
                         "the certificate of the server is refused: it is for another name")
        self.assertFails(self.run_at(f"rediss://{server.address}", "", ca_file="none.pem"), "none.pem' cannot be read")

    def test_a_server_without_tls_and_one_with_it_are_told_apart(self):
        # Redis waits for the end of what it takes for a command.
        self.assertFails(self.run_at(f"rediss://{self.server().address}", "", ca_file="ca.pem", timeout="100ms"), "did not answer")
        self.assertFails(self.run_at(f"redis://{self.server(tls=self.tls).address}", ""), "store.open: Redis: the ")


if __name__ == "__main__":
    unittest.main()
