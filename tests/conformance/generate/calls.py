"""Every library function, each of its arguments in turn given every shape, the others what they should be."""
from .shapes import ANY, RIGHT, SHOW

# Name: kinds of the arguments (shapes.RIGHT). A name in TRUSTED is not in `standard`.
SIGNATURES = {
    "assert": "xx", "error": "xi", "getmetatable": "x", "ipairs": "o", "next": "tx", "pairs": "t", "pcall": "fxx",
    "rawequal": "xx", "rawget": "ox", "rawlen": "o", "rawset": "txx", "select": "cxxx", "setmetatable": "to",
    "tonumber": "ec", "tonumber ": "n", "tostring": "x", "type": "x", "xpcall": "ffx", "load": "lxxt",
    "coroutine.create": "f", "coroutine.isyieldable": "h", "coroutine.resume": "hx", "coroutine.status": "h",
    "coroutine.wrap": "f", "coroutine.close": "h", "coroutine.yield": "x", "coroutine.running": "",
    "math.abs": "n", "math.acos": "n", "math.asin": "n", "math.atan": "nn", "math.ceil": "n", "math.cos": "n",
    "math.deg": "n", "math.exp": "n", "math.floor": "n", "math.fmod": "nn", "math.log": "nn", "math.max": "nnn",
    "math.min": "nnn", "math.modf": "n", "math.rad": "n", "math.sin": "n", "math.sqrt": "n", "math.tan": "n",
    "math.tointeger": "n", "math.type": "n", "math.ult": "ii",
    "string.byte": "sii", "string.char": "iii", "string.find": "spib", "string.format": "mxx", "string.gmatch": "spi",
    "string.gsub": "sprc", "string.len": "s", "string.lower": "s", "string.match": "spi", "string.pack": "kxx",
    "string.packsize": "k", "string.rep": "scs", "string.reverse": "s", "string.sub": "sii", "string.unpack": "ksi",
    "string.upper": "s",
    "table.concat": "tscc", "table.insert": "tcx", "table.insert ": "tx", "table.move": "tccct", "table.pack": "xx",
    "table.remove": "tc", "table.sort": "tf", "table.unpack": "tcc",
    "utf8.char": "iii", "utf8.codepoint": "uiib", "utf8.codes": "ub", "utf8.len": "uiib", "utf8.offset": "uii",
    "os.date": "si", "os.difftime": "nn", "os.time": "t",
    "string.dump": "fb", "debug.getinfo": "fs", "debug.getlocal": "fi", "debug.getmetatable": "x", "debug.getupvalue": "fi",
    "debug.getuservalue": "xi", "debug.setmetatable": "tt", "debug.setupvalue": "fix", "debug.upvalueid": "fi",
    "debug.upvaluejoin": "fifi", "debug.traceback": "sc", "debug.sethook": "fsi", "debug.gethook": "h",
    "debug.setcstacklimit": "n", "debug.setuservalue": "xx",
    "collectgarbage": "s", "dofile": "s", "loadfile": "ss", "require": "s", "warn": "ss", "package.searchpath": "sss",
    "os.getenv": "s", "os.remove": "s", "os.rename": "ss", "os.setlocale": "ss", "io.open": "ss", "io.lines": "ss",
    "io.type": "x", "io.input": "s", "io.close": "x", "io.output": "x",
}
TRUSTED = ("debug.", "package.", "io.", "collectgarbage", "dofile", "loadfile", "require", "warn", "os.getenv", "os.remove",
           "os.rename", "os.setlocale", "string.dump")
# What differs by intention under `standard`: see README.md.
NOT_STANDARD = ("load", "os.date", "setmetatable", "getmetatable")

# Huge counts make plain Lua loop for ages there, or fill the machine's memory.
BOUNDED = {("string.rep", 1), ("table.move", 1), ("table.move", 2), ("table.move", 3), ("table.concat", 2),
           ("table.concat", 3), ("table.unpack", 1), ("table.unpack", 2), ("debug.setcstacklimit", 0)}
COSTLY = ("<<", "maxinteger", "mininteger", "2^", "1e15", "1e100", "1e308", "huge")

SLOTS = [(name, position) for name, kinds in SIGNATURES.items() for position in range(len(kinds) + 1)]


def shapes(name, position):
    """All shapes an argument gets; one past the last argument is "too many"."""
    kinds = SIGNATURES[name]
    own = RIGHT[kinds[position]] if position < len(kinds) else []
    tried = list(dict.fromkeys(own + ANY))
    if (name, position) in BOUNDED:
        tried = [shape for shape in tried if not any(word in shape for word in COSTLY)]
    return [shape for shape in tried if not excluded(name, shape)]


def excluded(name, shape):
    """Output that no two processes share: what the system's clock, hashes and addresses decide."""
    if name == "os.date":
        return shape in ("nil",)
    if name == "string.format":
        return "%p" in shape
    if name in ("io.lines", "io.open", "io.input", "dofile", "loadfile"):
        return shape == "nil"
    return False


def arguments(rng, name, position, shape):
    kinds = SIGNATURES[name]
    count = max(position + 1, rng.randint(position, len(kinds)))
    given = [rng.choice([s for s in RIGHT[kind] if not excluded(name, s) and
                         not ((name, i) in BOUNDED and any(word in s for word in COSTLY))])
             for i, kind in enumerate(kinds)]
    given = given[:count] + ["nil"] * (position - len(kinds))
    given[position:position + 1] = [shape]
    if name == "os.date" and len(given) < 2:
        given.append("0")
    return given


def call(rng, function, given, named):
    """One of the ways to call that give a function a name in messages, or none."""
    text = ", ".join(given)
    way = rng.choice((1, 3)) if named else rng.randrange(4)
    if way == 0:
        return f"print(pcall_shown({function}{', ' if text else ''}{text}))"
    if way == 1:
        return f"print(pcall_shown(function() local a, b, c, d = {function}({text}) return a, b, c, d end))"
    if way == 2:
        return f"print(pcall_shown(function() return {function}({text}) end))"
    return f"print(pcall_shown(function() local r = {{{function}({text})}} return r end))"


HEAD = SHOW + '''
local function results(ok, ...) return tostring(ok) .. " " .. shown(...) end
local function pcall_shown(f, ...) return results(pcall(f, ...)) end
'''


def make(rng, turn):
    name, position = SLOTS[turn % len(SLOTS)]
    function = name.strip()
    # Without package.loaded, a function that its call does not name has no name there.
    sandboxed = not function.startswith(TRUSTED) and function not in NOT_STANDARD and rng.random() < 0.6
    lines = [call(rng, function, arguments(rng, name, position, shape), sandboxed) for shape in shapes(name, position)]
    head = HEAD
    if name == "math.log":  # the sign of a quotient of NaNs is the C compiler's choice
        head = head.replace("v ~= v and tostring(v)", "v ~= v and 'nan'")
    return head + "\n".join(lines) + "\n", sandboxed
