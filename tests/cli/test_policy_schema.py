"""The published JSON Schema of policies against the parser: neither knows a key that the other does not."""
import copy
import json
import random
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from command import ROOT, luavm, strict_json

SCHEMA = ROOT / "docs" / "policy.schema.json"
CHECK = Path(__file__).with_name("schema_check.py")
ROUNDS = 1500
SIZES = ["64KiB", "1.5 MiB", "64 kb", "unlimited", "1048576", 65536, 1e9, "banana", "1XB", "-1", "", 0, -1, None, True, "5s"]
DURATIONS = ["300ms", "1.5s", "2min", "2 m", "1H", "unlimited", 5, 0.25, "5 weeks", "", 0, -2, [], "1MiB"]
COUNTS = ["1e6", "1_000", "1__0", "unlimited", 1e9, 7, "", "plenty", 0, {}]
BODIES = ["1KiB", "1GiB", "2GiB", "unlimited", 4096, 0, "x"]
INTEGERS = [1, 2, 20, 0, 21, 65535, 65536, -1, 1.5, "3", None]
FLAGS = [True, False, 0, "true", None]
HOSTS = ["example.com", "*.example.org", "*", "127.0.0.1", "[::1]", "localhost", "", "a b", "http://x", "*.*", "a..b", "-", 3]
ADDRESSES = ["127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8", "127.1", "x", "10.0.0.0/999", "", 4]
WORDS = {"preset": ["default", "embedded", "production", "development", "huge", 1],
         "profile": ["locked", "standard", "trusted", "root", None],
         "access": ["read-write", "read-only", "none", True]}
TEXTS = ["a", "ca.pem", "", 5, "x" * 5000]


def tool(*words, **options):
    """The first Python that has jsonschema."""
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import jsonschema"], capture_output=True, check=False).returncode == 0:
            return subprocess.run([python, *words], capture_output=True, text=True, check=True, **options).stdout
    raise AssertionError("no Python here has jsonschema (package python3-jsonschema)")


def accepted_by_schema(documents):
    lines = "".join(json.dumps(document) + "\n" for document in documents)
    answers = tool(str(CHECK), str(SCHEMA), input=lines, env={"PYTHONWARNINGS": "ignore"}).split()
    assert len(answers) == len(documents), answers
    return [answer == "true" for answer in answers]


def accepted_by_parser(documents):
    """(accepted, message) of each."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for i, document in enumerate(documents):
            paths.append(Path(folder) / f"{i}.json")
            paths[-1].write_text(json.dumps(document, ensure_ascii=i % 2 == 0), encoding="utf-8")
        answers = strict_json(luavm("policy", "check", "--json", *paths).stdout)["policies"]
    return [(answer["status"] in ("ok", "unsupported"), answer.get("message", "")) for answer in answers]


class Schema:
    """What the schema says, its references followed."""
    def __init__(self):
        self.root = json.loads(SCHEMA.read_text(encoding="utf-8"))

    def follow(self, node):
        while "$ref" in node:
            node = self.root["$defs"][node["$ref"].removeprefix("#/$defs/")]
        return node

    def objects(self, node, path=()):
        """(path, node) of every object with keys of its own; "[]" and "{}" stand for an item and an entry."""
        node = self.follow(node)
        for choice in node.get("oneOf", []):
            yield from self.objects(choice, path)
        if "items" in node:
            yield from self.objects(node["items"], (*path, "[]"))
        if isinstance(node.get("additionalProperties"), dict):
            yield from self.objects(node["additionalProperties"], (*path, "{}"))
        if "properties" in node:
            yield path, node
            for key, value in node["properties"].items():
                yield from self.objects(value, (*path, key))


SCHEMA_TREE = Schema()


def valid(node):
    """A value that a part of the schema accepts, every key of it there."""
    node = SCHEMA_TREE.follow(node)
    if "const" in node:
        return node["const"]
    if "enum" in node:
        return node["enum"][0]
    if "oneOf" in node:
        return valid(node["oneOf"][-1])
    if node["type"] == "object":
        if "properties" not in node:
            return {"main": valid(node["additionalProperties"])}
        return {key: valid(value) for key, value in node["properties"].items()}
    if node["type"] == "array":
        return [valid(node["items"])]
    if node["type"] == "boolean":
        return False
    if node["type"] == "integer":
        return max(1, node["minimum"])
    return text(node.get("pattern"))


def text(pattern):
    """One that matches: of what the patterns of the schema are there for."""
    for candidate in ("any", "127.0.0.1", "70000", "memory:"):
        if pattern is None or re.search(pattern, candidate):
            return candidate
    raise AssertionError(f"no text here matches {pattern}")


def place(document, path):
    """The part of a document at a path of Schema.objects."""
    for key in path:
        document = document[0] if key == "[]" else document["main"] if key == "{}" else document[key]
    return document


class PolicySchema(unittest.TestCase):
    def test_a_document_with_every_key_of_the_schema_is_a_policy(self):
        document = valid(SCHEMA_TREE.root)
        self.assertEqual(accepted_by_schema([document]), [True])
        accepted, message = accepted_by_parser([document])[0]
        self.assertTrue(accepted, message)

    def test_the_parser_knows_no_other_keys_than_the_schema(self):
        documents, wanted = [], []
        for path, node in SCHEMA_TREE.objects(SCHEMA_TREE.root):
            document = copy.deepcopy(valid(SCHEMA_TREE.root))
            place(document, path)["zzzzzzzzzz"] = 1
            documents.append(document)
            wanted.append(list(node["properties"]))
        self.assertGreaterEqual(len(documents), 10)
        for names, (accepted, message) in zip(wanted, accepted_by_parser(documents), strict=True):
            self.assertFalse(accepted)
            self.assertIn("unknown key 'zzzzzzzzzz'; there are ", message)
            self.assertEqual(sorted(message.split("there are ")[1].split(", ")), sorted(names))

    def test_the_parser_requires_what_the_schema_requires(self):
        documents, wanted = [], []
        for path, node in SCHEMA_TREE.objects(SCHEMA_TREE.root):
            for key in node["properties"]:
                document = copy.deepcopy(valid(SCHEMA_TREE.root))
                del place(document, path)[key]
                documents.append(document)
                wanted.append(key not in node.get("required", []))
        for document, expected, (accepted, message) in zip(documents, wanted, accepted_by_parser(documents), strict=True):
            # The one pair of keys that the parser wants together: a limit of its own, and that it has one.
            if message.startswith("limits.service_time: "):
                continue
            self.assertEqual(accepted, expected, f"{document}: {message}")

    def test_whatever_the_schema_refuses_the_parser_refuses(self):
        randomness = random.Random(5)
        documents = [document_at_random(randomness) for _ in range(ROUNDS)]
        schema, parser = accepted_by_schema(documents), accepted_by_parser(documents)
        for document, good, (accepted, message) in zip(documents, schema, parser, strict=True):
            if not good:
                self.assertFalse(accepted, document)
        # Both outcomes have to be there, or nothing was compared.
        self.assertGreater(sum(schema), ROUNDS // 20)
        self.assertGreater(sum(not good for good in schema), ROUNDS // 4)
        # What the parser alone refuses are limits against each other and numbers out of range, which are few.
        self.assertGreater(sum(accepted for accepted, _ in parser), sum(schema) // 2)


def document_at_random(randomness):
    """A policy with a fault or two in most of them."""
    def some(values):
        good = [value for value in values[:2]]
        return randomness.choice(values if randomness.random() < 0.12 else good)

    def section(keys):
        made = {key: some(values) if isinstance(values, list) else values()
                for key, values in keys.items() if randomness.random() < 0.4}
        if randomness.random() < 0.04:
            made[randomness.choice(["zzz", "Host", "memory ", ""])] = 1
        return made

    def listed(values):
        return lambda: [some(values) for _ in range(randomness.randrange(4))] if randomness.random() < 0.95 else some(values)

    def hosts(schemes, methods):
        full = {"host": HOSTS, "schemes": listed(schemes), "ports": listed(INTEGERS), **methods}
        return lambda: [some(HOSTS) if randomness.random() < 0.5 else {"host": some(HOSTS), **section(full)}
                        for _ in range(randomness.randrange(1, 4))]

    addresses = lambda: section({"allow": listed(ADDRESSES), "deny": listed(ADDRESSES)})  # noqa: E731
    store = lambda: {"url": some(["memory:", "sqlite:a.db", "redis://h", "file:x", "", 1]), **section(  # noqa: E731
        {"table": ["main", "a.b:c", "a b", ""], "access": WORDS["access"], "keys": COUNTS, "bytes": SIZES,
         "value": BODIES, "timeout": DURATIONS, "durable": FLAGS, "ca_file": TEXTS})}
    document = section({
        "$schema": TEXTS, "preset": WORDS["preset"], "profile": WORDS["profile"], "json": FLAGS,
        "libraries": listed(["string", "table", "math", "os", "io", 1]),
        "limits": lambda: section({"memory": SIZES, "memory_soft": SIZES[:1] + SIZES, "fuel": COUNTS, "wall": DURATIONS,
                                   "output": SIZES, "result": SIZES, "count_service_time": FLAGS}),
        "http": lambda: {"hosts": hosts(["https", "http", "ws"], {"methods": listed(["GET", "POST", "get", "TRACE"])})(),
                         **section({"addresses": addresses, "body": BODIES, "upload": BODIES, "timeout": DURATIONS,
                                    "redirects": INTEGERS, "downgrade": FLAGS, "requests": COUNTS,
                                    "requests_per_vm": COUNTS, "concurrent": INTEGERS, "ca_file": TEXTS})},
        "ws": lambda: {"hosts": hosts(["wss", "ws", "http"], {})(),
                       **section({"addresses": addresses, "connections": INTEGERS, "message": BODIES, "queue": BODIES,
                                  "timeout": DURATIONS, "ping": DURATIONS, "ca_file": TEXTS})},
        "cache": lambda: {"tenant": some(["ada", "bob", "", 1]), **section({"share": SIZES, "ttl": DURATIONS})},
        "stores": lambda: {name: store() for name in randomness.sample(["a", "b c", "ä", "", "x" * 129], randomness.randrange(3))},
        "group": lambda: {"name": some(["ada", "tenants/ada", "a//b", "/", "ä", 1]),
                          **section({"memory": SIZES, "memory_soft": SIZES[:1], "vms": INTEGERS})},
    })
    if randomness.random() < 0.97:
        document["version"] = some([1, 1, 2, "1", None])
    return document


if __name__ == "__main__":
    unittest.main()
