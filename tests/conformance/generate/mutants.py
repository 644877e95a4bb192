"""Programs that are broken: the messages of the scanner, the parser and the code generator."""
from . import grammar, templates

# Whole programs, each for one message.
BROKEN = [
    "goto nowhere", "do goto done local x ::done:: print(x) end", "::a:: ::a::", "break", "for i = 1 do end", "x = = 1",
    "local x <const> = 1 x = 2", "local x <close>, y <close> = nil", "local x <other> = 1", "return return", "x = 'abc",
    'x = "a\\qb"', 'x = "\\x1g"', 'x = "\\300"', 'x = "\\u{110000000}"', 'x = "\\u{zz}"', 'x = "\\u123"', "x = [[abc",
    "--[==[ never", "x = [=abc", "x = 0x", "x = 1e", "x = 3..2", "x = 1..2", "x = 0xep1q", "f() = 1", "(a) = 1", "a.b:c = 1",
    "local function a.b() end", "function a:b.c() end", "x = function(a, ..., b) end", "x = ...; function f() return ... end",
    "x = }", "x = {1, 2", "if x then else elseif y then end", "while true print() end", "repeat x() until",
    "for a, b = 1, 2 do end", "for 1 = 1, 2 do end", "local 1 = 2", "x.1 = 2", "x['a' = 1", "return 1,", "f(", "f(1,",
    "x = a and", "x = not", "x = #", "x = 1 +", "a b", "'a'()", "x = 'a' : upper()", "$", "x = 1 ~ ", "x = ~ = 1", "end",
    "until x", "else", "local x <const", "local x <close> = 1 goto l ::l:: ", "if x then", "do local a ::l:: goto m end ::m::",
    "for i = 1, 2 do local x ::c:: end goto c", "return ... ...", "local t <const> = {} t.x = 1 t = nil", "x = \"a\nb\"",
    "x = 'a\\\nb' y = = 1", "\n\n\nx = ?", "x = 5 y = 6 z 7", "\\", "x = @", "and = 1", "local nil = 1", "x =\x80", "x = 1\x01",
    "goto = 1", "local function f() goto g end ::g::", "repeat local z goto cont ::cont:: until z; repeat if x then goto c end local q ::c:: until q",
    "x = 0x1p", "x = 0x.p1", "x = 1e+", "x = .e1", "x = 08a", "x = 1..", "x = '\\", "x = '\\z", "x = '\\u{'", "--[[", "x = [==[ ]=]",
]
NOISE = list("()[]{}<>=~+-*/%^#&|;:,.'\"\\ \n0129axe_$?@!\x00\x7f\xff") + [
    " end ", " do ", " then ", " local ", " function ", " return ", " goto ", " if ", " nil ", "::", "..", "...", "//", "<<", "~=",
    " and ", " not ", " <const> ", " <close> ", "[[", "]]", "--", "0x", "1e", " break ", " until ", " in ", " = "]


def limits(rng):
    """Too many of something: locals, upvalues, levels, registers."""
    n = rng.choice((3, 150, 199, 201, 260))
    return rng.choice((
        lambda: "\n".join(f"local v{i} = {i}" for i in range(n)) + "\nreturn v1",
        lambda: "\n".join(f"local a{i}" for i in range(150)) + "\nlocal function f()\n" +
                "\n".join(f"local b{i}" for i in range(n - 150)) + "\nreturn function() return " +
                "+".join([f"a{i}" for i in range(150)] + [f"b{i}" for i in range(n - 150)]) + " end end return f",
        lambda: "return " + "(" * n + "1" + ")" * n,
        lambda: "x = " + "{" * n + "}" * n,
        lambda: "do " * n + "end " * n,
        lambda: "return " + "-" * 1 + " - " * n + "1",
        lambda: "return " + " .. ".join(["'a'"] * n),
        lambda: "return " + "2 ^ " * n + "1",
        lambda: "f(" + ", ".join(["nil"] * n) + ")",
        lambda: ", ".join(f"a{i}" for i in range(n)) + " = 1",
        lambda: "local " + ", ".join(f"a{i}" for i in range(n)) + " = 1",
        lambda: "return function(" + ", ".join(f"a{i}" for i in range(n)) + ") end",
        lambda: "x = " + "function() return " * n + "1" + " end" * n,
        lambda: "if x then " * n + "end " * n,
        lambda: "a" + ".b" * n + " = 1",
        lambda: "x = '" + "y" * n + "\n",
        lambda: "goto " + "l" * n,
    ))()


def mutate(rng, source):
    text = list(source)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        at = rng.randrange(len(text))
        how = rng.randrange(4)
        if how == 0:
            del text[at:at + rng.choice((1, 1, 3, 12))]
        elif how == 1:
            text.insert(at, rng.choice(NOISE))
        elif how == 2:
            text[at] = rng.choice(NOISE)
        else:
            del text[at:]
        if not text:
            text = ["="]
    return "".join(text)


def quoted(text):
    return '"' + "".join(f"\\{ord(c):03d}" for c in text) + '"'


def make(rng, turn):
    """One broken program as such, or many of them through load, which must not run those that still compile."""
    if turn % 8 == 0:
        return (BROKEN[turn // 8 % len(BROKEN)] if rng.random() < 0.7 else limits(rng)), True
    sources = []
    for _ in range(12):
        how = rng.randrange(10)
        if how < 2:
            sources.append(rng.choice(BROKEN))
        elif how < 3:
            sources.append(limits(rng))
        elif how < 4:
            sources.append(mutate(rng, rng.choice(BROKEN)))
        else:
            sources.append(mutate(rng, rng.choice((grammar, templates)).make(rng, rng.randrange(1000))[0]))
    name = rng.choice(("=(load)", "@file.lua", "=" + "n" * 70, "@/a/" + "long/" * 20 + "f.lua", "text\\nsecond", "x" * 80, ""))
    lines = [f'print(type_or_text(load({quoted(s)}, "{name}", "t")))' for s in sources]
    head = "local function type_or_text(f, message) return f and type(f) or message end\n"
    return head + "\n".join(lines) + "\n", True
