"""Stores on a Redis cluster of three masters: one table is in one slot, wherever that is and while it moves."""
import unittest

from redis_cluster import Move, RedisCluster
from test_redis import RedisCase

KEYS = [f"{{luavm:main}}:{part}" for part in "vkxm"]  # docs/stores.md
COUNT = """
    for _ = 1, 150 do
      local done
      repeat done = pcall(store.transaction, function() s.n = (s.n or 0) + 1 s.m = s.n end) until done
    end
    return s.n == nil"""


def refusals(server, code):
    """How often a server has answered with an error."""
    for line in server.ask("INFO", "errorstats").splitlines():
        name, _, count = line.partition(":count=")
        if name == f"errorstat_{code}":
            return int(count)
    return 0


class Cluster(RedisCase):
    def setUp(self):
        super().setUp()
        self.cluster = self.enterContext(RedisCluster())
        self.urls = [f"redis://{server.address}" for server in self.cluster.servers]

    def test_any_server_leads_to_the_one_that_has_the_table(self):
        for i, url in enumerate(self.urls):
            self.assertEqual(self.run_at(url, "return s:incr('n'), store.transaction(function() s.m = s.n return s.m end)",
                                         durable=True)["values"], [i + 1, i + 1])
        self.assertEqual(sum(refusals(server, "MOVED") > 0 for server in self.cluster.servers), 2)

    def test_all_keys_of_a_table_are_in_one_slot(self):
        for table in ("main", "a:b", "x" * 128):
            self.run_at(self.urls[0], "s:set('a', 1, {ttl = 9}) s.b = 2", table=table)
            slots = {self.cluster.servers[0].ask("CLUSTER", "KEYSLOT", f"{{luavm:{table}}}:{part}") for part in "vkxm"}
            self.assertEqual(len(slots), 1)
            slot = slots.pop()
            self.assertEqual(self.cluster.owner(int(slot)).ask("CLUSTER", "COUNTKEYSINSLOT", slot), "4")

    def test_a_table_is_read_and_written_at_each_step_of_its_way_to_another_server(self):
        move = Move(self.cluster, KEYS)
        write = "return s:incr('n'), store.transaction(function() s.m = s.n return s.m end), #s"

        def check(number):
            for i, url in enumerate(self.urls):
                self.assertEqual(self.run_at(url, write)["values"], [number + i, number + i, 2])

        check(1)
        move.begin()
        check(4)
        move.carry(*KEYS)
        check(7)
        self.assertGreater(refusals(move.source, "ASK"), 0)
        self.assertEqual(move.source.ask("CLUSTER", "COUNTKEYSINSLOT", move.slot), "0")
        move.end()
        check(10)
        self.assertEqual(self.run_at(self.urls[0], "s:clear() s.n = 41 return s:incr 'n'")["values"], [42])

    def test_a_call_waits_while_only_some_of_the_keys_have_arrived(self):
        self.run_at(self.urls[0], "s.n = 1")
        move = Move(self.cluster, KEYS)
        move.begin()
        move.carry(*KEYS[:2])
        self.assertFails(self.run_at(self.urls[1], "", timeout="100ms"), "the Redis server is not ready: TRYAGAIN")
        before = refusals(move.source, "TRYAGAIN")
        process = self.start_at(self.urls[2], "return s:incr 'n'", timeout="100s")
        while refusals(move.source, "TRYAGAIN") == before:
            pass
        move.carry(*KEYS[2:])
        self.assertEqual(self.end(process)["values"], [2])
        move.end()

    def test_processes_that_count_while_the_table_moves_lose_nothing(self):
        self.run_at(self.urls[0], "s.n = 0")
        move = Move(self.cluster, KEYS)
        processes = [self.start_at(url, COUNT) for url in self.urls[:2]]
        reads = "{luavm:main}:m"
        writes = lambda server, count: server.wait_for(lambda text: int(text or 0) >= count, "HGET", reads, "writes")  # noqa: E731
        writes(move.source, 50)
        move.begin()
        writes(move.source, 100)
        move.carry(*KEYS)
        move.end()
        writes(move.target, 150)
        for process in processes:
            answer = self.end(process)
            self.assertEqual(answer["values"], [False], answer)
        self.assertEqual(self.run_at(self.urls[2], "return s.n, s.m")["values"], [300, 300])

    def test_a_server_of_the_cluster_that_is_gone_is_an_error_until_it_is_back(self):
        move = Move(self.cluster, KEYS)
        url = f"redis://{move.target.address}"
        self.assertEqual(self.run_at(url, "s.a = 1 return s.a", durable=True)["values"], [1])
        move.source.kill()
        self.assertFails(self.run_at(url, "return s.a"), "store.open: Redis: the server cannot be reached (connection refused)")
        move.source.start()
        self.assertEqual(self.run_at(url, "return s.a", timeout="60s")["values"], [1])

    def test_a_number_of_a_database_is_not_for_a_cluster(self):
        self.assertFails(self.run_at(f"{self.urls[0]}/3", ""), "SELECT is not allowed in cluster mode")


if __name__ == "__main__":
    unittest.main()
