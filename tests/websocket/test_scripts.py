"""The module ws of scripts against Node's ws."""
import json
import sys
import unittest
from pathlib import Path

import luavm

sys.path.append(str(Path(__file__).resolve().parent))

from fixture import WithServer  # noqa: E402
from node import NodeServer  # noqa: E402


class Scripts(WithServer):
    def vm(self, **section):
        section = {"hosts": [{"host": "127.0.0.1", "schemes": ["ws"], "ports": [self.server.port]}],
                   "addresses": {"allow": ["127.0.0.1"]}, **section}
        policy = luavm.Policy({"version": 1, "limits": {"memory": "64MiB", "wall": "60s"}, "ws": section})
        self.addCleanup(policy.close)
        vm = luavm.VM(policy=policy)
        self.addCleanup(vm.close)
        return vm

    def run_script(self, source, **section):
        """Runs a script in a VM of its own; `url` is where the server is."""
        vm = self.vm(**section)
        return vm.eval(f"local url = '{self.server.url}' {source}")

    def seen(self, name):
        """What the server has seen of the connection of that name, once it is over."""
        with luavm.WebSocket(f"{self.server.url}/seen/{name}") as socket:
            return json.loads(socket.receive(60))

    def test_messages_of_every_size_come_back(self):
        self.assertEqual(self.run_script("""
            local socket <close> = ws.connect(url .. '/echo')
            for _, size in ipairs{0, 1, 125, 126, 127, 16383, 16384, 16385, 65535, 65536, 65537, 1000000} do
              local text = ('grüße '):rep(size // 8)
              socket:send(text)
              local data, kind = socket:receive()
              assert(data == text and kind == 'text', size)
              local bytes = ('\\255\\0'):rep(size // 2)
              socket:send(bytes, 'binary')
              data, kind = socket:receive()
              assert(data == bytes and kind == 'binary', size)
            end
            return 'all'"""), "all")

    def test_fragments_with_pings_between_are_one_message(self):
        self.assertEqual(self.run_script("""
            local socket <close> = ws.connect(url .. '/fragments')
            socket:send('viele Grüße')
            return (socket:receive())"""), "viele Grüße")

    def test_a_message_much_longer_than_the_queue_arrives(self):
        self.assertEqual(self.run_script("""
            local socket <close> = ws.connect(url .. '/big/8000000')
            local data, kind = socket:receive()
            return #data .. kind""", message="8MiB", queue="16KiB"), "8000000binary")

    def test_a_message_over_the_cap_ends_the_connection_with_1009(self):
        self.assertEqual(self.run_script("""
            local socket = ws.connect(url .. '/big/1025?name=cap')
            local data, code, reason = socket:receive()
            return tostring(data) .. code .. reason""", message="1KiB"), "nil1009a message is longer than 1 KiB")
        self.assertIn(self.seen("cap")["code"], (1006, 1009))

    def test_a_message_without_end_does_too(self):
        self.assertEqual(self.run_script("""
            local socket = ws.connect(url .. '/endless')
            local data, code = socket:receive()
            return code""", queue="16KiB"), 1009)

    def test_compression_is_not_agreed_on(self):
        self.assertEqual(self.run_script("""
            local socket <close> = ws.connect(url .. '/headers')
            return (socket:receive()):find('deflate')"""), None)

    def test_headers_and_a_subprotocol(self):
        headers, protocol = self.run_script("""
            local socket <close> = ws.connect(url .. '/headers', {headers = {Origin = 'x', ['X-Two'] = {'a', 'b'}}})
            local other <close> = ws.connect(url .. '/protocol', {protocols = {'v1', 'v2'}})
            return (socket:receive()), (other:receive()) .. other.protocol""")
        headers = json.loads(headers)
        self.assertEqual((headers["origin"], headers["x-two"], headers["user-agent"]), ("x", "a, b", "luavm"))
        self.assertEqual(protocol, "v2v2")

    def test_the_server_closes_with_code_and_reason(self):
        self.assertEqual(self.run_script("""
            local socket = ws.connect(url .. '/close/4321?name=server')
            local data, code, reason = socket:receive()
            return tostring(data) .. code .. reason"""), "nil4321grüße")
        self.assertEqual(self.seen("server")["code"], 4321)
        self.assertEqual(self.run_script("local data, code = ws.connect(url .. '/nocode'):receive() return code"), 1005)

    def test_the_script_closes_with_code_and_reason(self):
        self.assertIs(self.run_script("return ws.connect(url .. '/echo?name=mine'):close(3999, 'bye')"), True)
        end = self.seen("mine")
        self.assertEqual((end["code"], end["reason"], end["errors"]), (3999, "bye", []))

    def test_all_messages_before_a_close_are_there(self):
        self.assertEqual(self.run_script("""
            local socket, sum = ws.connect(url .. '/many/10000'), 0
            for text in socket do sum = sum + tonumber(text) end
            return sum .. socket.reason""", queue="4KiB"), "50005000that is all")

    def test_pings_of_the_server_are_answered(self):
        self.assertEqual(self.run_script("""
            local data, code, reason = ws.connect(url .. '/pings/50'):receive()
            return code .. reason"""), "1000all pongs have come")

    def test_the_client_pings(self):
        # As soon as may be; where that was too soon for a busy server to answer, later.
        for milliseconds in (10, 100, 1000, 10000):
            said, code = self.run_script("""
                local data, code = ws.connect(url .. '/pinged/3'):receive()
                return data or 'given up', code""", ping=f"{milliseconds}ms")
            if said != "given up":
                break
            self.assertEqual(code, 1006)
        self.assertEqual(said, "enough")

    def test_a_connection_that_breaks_off_is_1006(self):
        self.assertEqual(self.run_script("""
            local socket = ws.connect(url .. '/die')
            socket:send('x')
            local data, code, reason = socket:receive()
            return code .. reason"""), "1006the connection broke off")

    def test_a_server_that_dies(self):
        with NodeServer() as other:
            self.server, mine = other, self.server
            self.addCleanup(setattr, self, "server", mine)
            self.assertEqual(self.run_script("""
                local socket, idle = ws.connect(url .. '/exit'), ws.connect(url .. '/silent')
                socket:send('x')
                local _, one = socket:receive()
                local _, two = idle:receive()
                assert(not pcall(socket.send, socket, 'y'))
                return one .. ' ' .. two .. tostring(pcall(ws.connect, url .. '/echo'))"""), "1006 1006false")

    def test_redirects_and_refusals_are_errors(self):
        for page, message in (("redirect", "redirects (302)"), ("refuse", "answers 403")):
            self.assertIn(message, self.run_script(f"return select(2, pcall(ws.connect, url .. '/{page}'))"))

    def test_a_peer_that_does_not_read_makes_sending_time_out(self):
        self.assertIn("did not finish within", self.run_script("""
            local socket, data = ws.connect(url .. '/deaf'), ('x'):rep(1 << 20)
            local ok, problem = pcall(function() while true do socket:send(data) end end)
            return problem""", timeout="500ms"))

    def test_a_flood_stops_when_nobody_receives(self):
        vm = self.vm(queue="16KiB")
        vm.eval(f"flood = ws.connect('{self.server.url}/flood')", keep_globals=True)
        with luavm.WebSocket(f"{self.server.url}/taken") as counter:
            def taken():
                counter.send("?")
                return int(counter.receive(60))

            before = -1
            while before != (before := taken()):  # what the system buffers is full when no more is taken
                for _ in range(200):  # turns of the server, each of which would send on
                    taken()
            self.assertLess(before * 10000, 64 << 20)
            self.assertEqual(vm.eval("local n = 0 for i = 1, 100 do n = n + #flood:receive() end return n",
                                     keep_globals=True), 1000000)

    def test_50_connections_and_no_more(self):
        self.assertIn("50 WebSocket connections are open", self.run_script("""
            local all = {}
            for i = 1, 50 do all[i] = ws.connect(url .. '/silent') end
            local ok, problem = pcall(ws.connect, url .. '/silent')
            assert(not ok)
            all[7]:close()
            ws.connect(url .. '/silent')
            return problem""", connections=100))

    def test_a_VM_takes_its_connections_with_it(self):
        vm = self.vm()
        vm.eval(f"s = ws.connect('{self.server.url}/silent?name=taken')", keep_globals=True)
        vm.close()
        self.assertEqual(self.seen("taken")["code"], 1006)

    def test_a_VM_that_is_killed_has_no_connections_any_more(self):
        vm = self.vm()
        with self.assertRaises(luavm.TimeoutError):
            vm.eval(f"s = ws.connect('{self.server.url}/echo?name=killed') s:receive()", timeout=0.2, keep_globals=True)
        self.assertEqual(self.seen("killed")["code"], 1006)
        self.assertIs(vm.eval("return s.open", keep_globals=True), False)

    def test_a_connection_that_nothing_holds_ends_with_its_run(self):
        vm = self.vm()
        vm.eval(f"s = ws.connect('{self.server.url}/silent?name=lost-run')")
        self.assertEqual(self.seen("lost-run")["code"], 1006)
        self.assertEqual(vm.eval("return 1"), 1)

    def test_a_connection_in_a_global_that_lasts_is_there_in_the_next_run(self):
        vm = self.vm()
        vm.eval(f"s = ws.connect('{self.server.url}/echo')", keep_globals=True)
        vm.eval("x = {}", keep_globals=True)
        self.assertEqual(vm.eval("s:send('again') return (s:receive())", keep_globals=True), "again")

    def test_200_lost_connections_are_no_more_than_the_process_may_have(self):
        self.assertEqual(self.run_script("""
            for i = 1, 200 do ws.connect(url .. '/silent') end
            return 200""", connections=1000), 200)


if __name__ == "__main__":
    unittest.main()
