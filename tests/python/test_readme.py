"""The package's README says what happens."""

import ast
import io
import re
import tokenize
import unittest

import luavm

from support import ROOT

README = ROOT / "bindings" / "python" / "README.md"


def comments(source):
    """Line number to the comment on that line."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {t.start[0]: t.string[1:].strip() for t in tokens if t.type == tokenize.COMMENT}


def literal(text):
    """The value that a comment promises; None where it is prose."""
    try:
        return (ast.literal_eval(text),)
    except (ValueError, SyntaxError):
        return None


class Readme(unittest.TestCase):
    def check(self, block, names):
        """Runs a block; expressions must have the values beside them. How many had."""
        told, checked = comments(block), 0
        for statement in ast.parse(block).body:
            if isinstance(statement, ast.Expr):
                found = eval(compile(ast.Expression(statement.value), "README", "eval"), names)
                promised = literal(told.get(statement.end_lineno, "?"))
                if promised is not None:
                    checked += 1
                    self.assertEqual((found,), promised, ast.unparse(statement))
            else:
                exec(compile(ast.Module([statement], []), "README", "exec"), names)
        return checked

    def test_each_block_does_what_it_says(self):
        blocks = re.findall(r"^```python\n(.*?)^```$", README.read_text("utf-8"), re.S | re.M)
        names = {"luavm": luavm, "print": lambda *values: None}
        checked = sum(self.check(block, names) for block in blocks)
        names["vm"].close()
        self.assertEqual(checked, 12)


if __name__ == "__main__":
    unittest.main()
