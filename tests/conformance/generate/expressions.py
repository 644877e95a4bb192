"""Random expressions. Most are of the type asked for; the others raise the errors that are compared."""
from .shapes import FLOATS, FORMATS, NUMERALS, PACKS, PATTERNS, STRINGS

INTEGERS = ["0", "1", "2", "-1", "3", "7", "10", "-13", "255", "0x7fffffff", "0xffffffffffffffff", "math.maxinteger",
            "math.mininteger", "1 << 62", "9007199254740993", "-9223372036854775807 - 1", "9223372036854775808"]
ARITHMETIC = ["+", "-", "*", "/", "//", "%", "^"]
BITWISE = ["&", "|", "~", "<<", ">>"]
COMPARISONS = ["<", "<=", ">", ">=", "==", "~="]
TYPES = ("number", "string", "boolean", "table", "function", "any")
UNARY_MATH = ["math.floor", "math.ceil", "math.abs", "math.tointeger", "math.sqrt", "math.type", "tonumber", "math.exp"]
STRING_METHODS = ["upper()", "lower()", "reverse()", "len()", "sub({i}, {i})", "byte({i})", "find({p})", "match({p})",
                  "gsub({p}, {s})", "rep({c})", "format({i})", "gsub('%w', {f})", "byte(1, 3)"]


class Expressions:
    """Needs `rng`; `scope` holds the visible variables as (name, type)."""

    def __init__(self, rng):
        self.rng = rng
        self.scope = []
        self.varargs = [False]

    def pick(self, *choices):
        return self.rng.choice(choices)

    def variable(self, kind):
        names = [name for name, type_ in self.scope if type_ == kind or kind == "any" or type_ == "any"]
        return self.rng.choice(names) if names else None

    def expression(self, kind="any", depth=3):
        if self.rng.random() < 0.03:
            kind = "any"  # a surprise
        if kind == "any":
            kind = self.rng.choice(TYPES[:5]) if self.rng.random() < 0.9 else "nil"
        name = self.variable(kind)
        if name and self.rng.random() < (0.35 if depth > 0 else 0.6):
            return name
        if kind == "nil":
            return "nil"
        if self.varargs[-1] and self.rng.random() < 0.05:
            return self.pick("...", "(...)", f"(select({self.pick('1', '2', '-1')}, ...))", "select('#', ...)")
        return getattr(self, kind)(depth - 1)

    def number(self, depth):
        if depth < 0 or self.rng.random() < 0.2:
            return self.rng.choice(self.rng.choice((INTEGERS, FLOATS)))
        how = self.rng.randrange(10)
        if how < 4:
            return f"({self.expression('number', depth)} {self.rng.choice(ARITHMETIC)} {self.operand(depth)})"
        if how < 6:
            return f"({self.integer(depth)} {self.rng.choice(BITWISE)} {self.integer(depth)})"
        if how == 6:
            return f"({self.pick('-', '~', '- -', '-')}{self.expression('number', depth)})"
        if how == 7:
            return f"#{self.pick('(' + self.expression('string', depth) + ')', '(' + self.expression('table', depth) + ')')}"
        if how == 8:
            return f"{self.rng.choice(UNARY_MATH)}({self.operand(depth)})"
        return f"math.{self.pick('max', 'min', 'fmod', 'ult')}({self.operand(depth)}, {self.operand(depth)})"

    def integer(self, depth):
        return self.rng.choice(INTEGERS) if self.rng.random() < 0.5 else self.operand(depth)

    def operand(self, depth):
        """A number, or a string that may be coerced to one."""
        if self.rng.random() < 0.08:
            return self.rng.choice(NUMERALS)
        return self.expression("number", depth)

    def string(self, depth):
        if depth < 0 or self.rng.random() < 0.2:
            return self.rng.choice(STRINGS)
        how = self.rng.randrange(7)
        if how < 2:
            parts = [self.expression(self.pick("string", "number"), depth) for _ in range(self.rng.randint(2, 4))]
            return f"cut({' .. '.join(parts)})"
        if how == 2:
            return f"str({self.expression('any', depth)})"
        if how == 3:
            return f"cut(string.format({self.format()}, plain({self.operand(depth)}), plain({self.expression('any', depth)})))"
        if how == 4:
            return f"cut(table.concat({self.expression('table', depth)}, {self.pick('', ',', '--')!r}))"
        if how == 5 and self.rng.random() < 0.3:
            return f"cut(string.pack({self.rng.choice(PACKS)}, {self.operand(depth)}, {self.operand(depth)}))"
        method = self.rng.choice(STRING_METHODS).format(
            i=self.pick("1", "2", "-2", "3", "0"), p=self.rng.choice(PATTERNS), c=self.pick("0", "1", "3"),
            s=self.rng.choice(STRINGS), f=self.pick("string.upper", "{a = 'b', b = false}", "'<%0>'"))
        return f"cut(({self.expression('string', depth)}):{method})"

    def format(self):
        return self.rng.choice([f for f in FORMATS if "%p" not in f])

    def boolean(self, depth):
        if depth < 0 or self.rng.random() < 0.15:
            return self.pick("true", "false")
        how = self.rng.randrange(6)
        if how < 2:
            kind = self.pick("number", "number", "string")
            return (f"({self.expression(kind, depth)} {self.rng.choice(COMPARISONS)} "
                    f"{self.operand(depth) if kind == 'number' else self.expression(kind, depth)})")
        if how == 2:
            return f"(not {self.expression('any', depth)})"
        if how == 3:
            return f"({self.expression('any', depth)} {self.pick('==', '~=')} {self.expression('any', depth)})"
        parts = [self.expression(self.pick("boolean", "any"), depth) for _ in range(self.rng.randint(2, 3))]
        return "(" + self.pick(" and ", " or ").join(parts) + ")"

    def table(self, depth):
        if depth < 0:
            return self.pick("{}", "{1, 2, 3}", "{x = 1}", "{'a', 'b'}")
        if self.rng.random() < 0.2:
            return f"setmetatable({self.table(depth - 1)}, meta)"
        fields = []
        for _ in range(self.rng.randint(0, 4)):
            value = self.expression("any", depth)
            fields.append(self.pick(value, f"{self.pick('x', 'y', 'n')} = {value}",
                                    f"[{self.expression(self.pick('number', 'string'), 0)}] = {value}", value))
        if self.varargs[-1] and self.rng.random() < 0.2:
            fields.append("...")
        return "{" + self.pick(", ", "; ").join(fields) + "}"

    def function(self, depth):
        if depth < 0:
            return self.pick("str", "function(...) return ... end", "function() end")
        name, self.varargs = self.pick("a", "b", "v"), self.varargs + [self.rng.random() < 0.3]
        self.scope.append((name, "any"))
        dots = ", ..." if self.varargs[-1] else ""
        body = self.expression("any", depth)
        self.scope.pop()
        self.varargs = self.varargs[:-1]
        return f"function({name}{dots}) tick() return {body} end"
