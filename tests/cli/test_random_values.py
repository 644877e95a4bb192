"""Trees of values at random, the same ones in every run: what --json shows against what was written into the script."""
import base64
import random
import unittest

from command import evaluate

ROUNDS, VALUES = 20, 60
LETTERS = 'ab01"\\/<\x00\x1f\x7f\n\u00e9\u20ac\ufffd\U0001f600'


def literal(data):
    return '"' + "".join(f"\\{byte:03}" for byte in data) + '"'


def scalar(rng):
    """(Lua, JSON) of a value without parts."""
    kind = rng.randrange(6)
    if kind == 0:
        return rng.choice([("true", True), ("false", False), ("0/0", "nan"), ("-1/0", "-inf"),
                           ("print", {"$type": "function"})])
    if kind == 1:
        number = rng.getrandbits(64) - 2**63 >> rng.randrange(64)
        return "math.mininteger" if number == -2**63 else f"({number})", number
    if kind == 2:
        number = rng.choice([rng.uniform(-1, 1), rng.uniform(-1, 1) * 10.0 ** rng.randrange(-300, 300), -0.0, 1.0])
        return f"({number.hex()})", number
    if kind == 3:
        data = rng.randbytes(rng.randrange(12))
    else:
        data = "".join(rng.choices(LETTERS, k=rng.randrange(8))).encode()
    try:
        return literal(data), data.decode()
    except UnicodeDecodeError:
        return literal(data), {"$bytes": base64.b64encode(data).decode()}


def key(rng):
    """(Lua, JSON, text or None) of a key; no float that is an integer, no NaN."""
    kind = rng.randrange(4)
    if kind == 0:
        number = rng.randrange(-2, 8)
        return f"{number}", number, f"{number}"
    if kind == 1:
        return rng.choice([("true", True, "true"), ("0.5", 0.5, "0.5"), ("1/0", "inf", "inf"),
                           ("print", {"$type": "function"}, None)])
    if kind == 2:
        text = rng.choice(["a", "b", "1", "true", "$ref"])
        return literal(text.encode()), text, text
    code, form = scalar(rng)
    while not code.startswith('"'):
        code, form = scalar(rng)
    return code, form, form if isinstance(form, str) else None


def table(rng, depth):
    if rng.randrange(2):
        parts = [tree(rng, depth - 1) for _ in range(rng.randrange(5))]
        return "{" + ", ".join(code for code, _ in parts) + "}", [form for _, form in parts] or {}
    entries = {}
    for _ in range(rng.randrange(7)):
        code, form, text = key(rng)
        entries[code] = (form, text, *tree(rng, depth - 1))
    code = "{" + ", ".join(f"[{name}] = {value[2]}" for name, value in entries.items()) + "}"
    return code, table_form([(form, text, value) for form, text, _, value in entries.values()])


def table_form(entries):
    """The rules of src/README.md for one table."""
    numbers = {form: value for form, _, value in entries if type(form) is int}
    if entries and len(numbers) == len(entries) and set(numbers) == set(range(1, len(entries) + 1)):
        return [numbers[n] for n in range(1, len(entries) + 1)]
    texts = [text for _, text, _ in entries]
    if None in texts or len(set(texts)) < len(texts):
        return {"$pairs": [[form, value] for form, _, value in entries]}
    return {text: value for _, text, value in entries}


def tree(rng, depth):
    return table(rng, depth) if depth > 0 and rng.randrange(3) else scalar(rng)


def canonical(form):
    """As text in which the order of pairs and fields does not count, but 1, 1.0 and true differ."""
    if isinstance(form, list):
        return "[" + ",".join(map(canonical, form)) + "]"
    if isinstance(form, dict) and list(form) == ["$pairs"] and isinstance(form["$pairs"], list):
        return "pairs" + "".join(sorted(map(canonical, form["$pairs"])))
    if isinstance(form, dict):
        return "{" + ",".join(sorted(f"{name!r}:{canonical(value)}" for name, value in form.items())) + "}"
    return repr(form)


class RandomValues(unittest.TestCase):
    def test_trees_arrive_as_they_were_written(self):
        rng = random.Random(1)
        for _ in range(ROUNDS):
            trees = [tree(rng, 4) for _ in range(VALUES)]
            answer = evaluate("return " + ",\n".join(code for code, _ in trees))
            self.assertEqual(answer["status"], "ok", answer["error"])
            for (code, form), shown in zip(trees, answer["values"], strict=True):
                self.assertEqual(canonical(shown), canonical(form), code)


if __name__ == "__main__":
    unittest.main()
