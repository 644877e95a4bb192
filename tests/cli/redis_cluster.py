"""A Redis cluster of three masters on loopback, and how one of its slots moves to another of them."""
from contextlib import ExitStack

from redis_server import RedisServer

SLOTS = 16384


class RedisCluster:
    """Each server has a third of the slots, while the context lasts."""

    def __enter__(self):
        with ExitStack() as stack:
            options = ("--cluster-enabled", "yes", "--cluster-node-timeout", "60000")
            self.servers = [stack.enter_context(RedisServer(*options)) for _ in range(3)]
            self._join()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error):
        self._stack.close()

    def _join(self):
        count = len(self.servers)
        for i, server in enumerate(self.servers):
            server.ask("CLUSTER", "ADDSLOTSRANGE", SLOTS * i // count, SLOTS * (i + 1) // count - 1)
            server.ask("CLUSTER", "SET-CONFIG-EPOCH", i + 1)
        for server in self.servers[1:]:
            self.servers[0].ask("CLUSTER", "MEET", "127.0.0.1", server.port)
        for server in self.servers:
            server.wait_for(lambda info: "cluster_state:ok" in info and f"cluster_known_nodes:{count}" in info, "CLUSTER", "INFO")
        self.names = {server.port: server.ask("CLUSTER", "MYID") for server in self.servers}

    def owner(self, slot):
        return self.servers[slot * len(self.servers) // SLOTS]


class Move:
    """The slot of some keys, on its way to another server: in steps, as redis-cli --cluster reshard goes."""

    def __init__(self, cluster, keys):
        self.cluster = cluster
        self.slot = int(cluster.servers[0].ask("CLUSTER", "KEYSLOT", keys[0]))
        self.source = cluster.owner(self.slot)
        self.target = next(server for server in cluster.servers if server is not self.source)

    def begin(self):
        names = self.cluster.names
        self.target.ask("CLUSTER", "SETSLOT", self.slot, "IMPORTING", names[self.source.port])
        self.source.ask("CLUSTER", "SETSLOT", self.slot, "MIGRATING", names[self.target.port])

    def carry(self, *keys):
        """All of these at once."""
        return self.source.ask("MIGRATE", "127.0.0.1", self.target.port, "", 0, 60000, "KEYS", *keys)

    def end(self):
        for server in (self.target, self.source, *self.cluster.servers):
            server.ask("CLUSTER", "SETSLOT", self.slot, "NODE", self.cluster.names[self.target.port])
