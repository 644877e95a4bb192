"""What the tests of scripts and of hosts begin with."""
import unittest

import luavm
from node import NodeServer


class WithServer(unittest.TestCase):
    """A server for the class; each test gives back all memory and every block."""

    @classmethod
    def setUpClass(cls):
        cls.server = NodeServer().__enter__()
        cls.addClassCleanup(cls.server.__exit__)

    def setUp(self):
        before = luavm.stats()
        self.addCleanup(lambda: self.assertEqual(
            (luavm.stats().memory_bytes, luavm.stats().block_count), (before.memory_bytes, before.block_count)))
