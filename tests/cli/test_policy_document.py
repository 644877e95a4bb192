"""docs/policy.md against the schema: every key, its default, and examples that are policies."""
import json
import re
import unittest

from command import ROOT, luavm

DOCUMENT = ROOT / "docs" / "policy.md"
SCHEMA = json.loads((ROOT / "docs" / "policy.schema.json").read_text(encoding="utf-8"))
ROW = re.compile(r"^\| `([^`]+)` \|([^|]*)\|([^|]*)\|([^|]*)\|$", re.M)


def resolved(schema):
    while "$ref" in schema and "default" not in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def keys(schema, path=""):
    """(path, schema, whether it has to be there) of every key, as the document writes them."""
    for name, inner in schema.get("properties", {}).items():
        yield from below(f"{path}{name}", inner, name in schema.get("required", ()))


def below(path, schema, required):
    schema = resolved(schema)
    inner = [*keys(schema, f"{path}.")]
    if isinstance(schema.get("additionalProperties"), dict):
        inner += keys(schema["additionalProperties"], f"{path}.NAME.")
    for choice in schema.get("items", {}).get("oneOf", []):
        inner += keys(resolved(choice), f"{path}[].")
    # What the document gives by its parts alone.
    if not path.endswith(".addresses"):
        yield path, schema, required
    yield from inner


class PolicyDocument(unittest.TestCase):
    text = DOCUMENT.read_text(encoding="utf-8")
    rows = [tuple(cell.strip() for cell in row) for row in ROW.findall(text)]

    def test_every_key_of_the_schema_is_there_once_and_no_other(self):
        documented = [path for path, *_ in self.rows]
        self.assertEqual(sorted(documented), sorted(path for path, *_ in keys(SCHEMA)))

    def test_defaults_choices_and_ranges_are_those_of_the_schema(self):
        rows = {path: (value, default) for path, value, default, _ in self.rows}
        for path, schema, _ in keys(SCHEMA):
            with self.subTest(path):
                value, default = rows[path]
                if "default" in schema:
                    wanted = schema["default"]
                    self.assertEqual(default, f"`{wanted if isinstance(wanted, str) else json.dumps(wanted)}`")
                for choice in schema.get("enum", []) + schema.get("items", {}).get("enum", []):
                    if choice != "redis":
                        self.assertIn(f"`{choice}`", value)
                if schema.get("type") == "integer":
                    self.assertEqual(value, f"integer from {schema['minimum']} to {schema['maximum']}")

    def test_what_has_to_be_there_is_said(self):
        said = {path for path, *_, what in self.rows if what.startswith("has to be there")}
        self.assertEqual(said, {path for path, _, required in keys(SCHEMA) if required})

    def test_its_examples_are_policies(self):
        examples = re.findall(r"```json\n(.*?)```", self.text, re.S)
        self.assertGreaterEqual(len(examples), 2)
        for example in examples:
            checked = luavm("policy", "check", "-", stdin=example.encode())
            self.assertEqual((checked.exit, checked.stderr), (0, b""), example)

    def test_presets_are_named(self):
        for name in ("locked", "standard", "web", "embedded", "production", "development"):
            self.assertEqual(luavm("policy", "show", name).exit, 0)
            self.assertIn(f"`{name}`", self.text)


if __name__ == "__main__":
    unittest.main()
