"""Random programs over the whole syntax that end: loops are short and share a budget, functions call older ones."""
from .expressions import Expressions
from .shapes import SHOW

HEAD = SHOW + r'''
local budget = 2000
local function tick() budget = budget - 1 if budget < 0 then error("budget", 0) end end
local function cut(s, ...) if type(s) == "string" then return s:sub(1, 60) end return s, ... end
local function str(v) return (type(v) == "string" or type(v) == "number") and cut(v .. "") or type(v) end
local objects = {table = true, ["function"] = true, thread = true}  -- identities are longer than addresses
local function plain(v) return objects[type(v)] and type(v) or v end
local log = {}
local meta = {__name = "Meta"}
for _, event in ipairs{"add", "sub", "mul", "div", "mod", "pow", "unm", "idiv", "band", "bor", "bxor", "shl", "shr", "bnot", "concat"} do
  meta["__" .. event] = function(a, b) tick() return event .. ":" .. str(a) .. ":" .. str(b) end
end
meta.__eq = function(a, b) tick() return rawlen(a) == rawlen(b) end
meta.__lt = function(a, b) tick() return str(a) < str(b) end
meta.__le = function(a, b) tick() return nil end
meta.__len = function(t) tick() return rawlen(t) + 100 end
meta.__index = function(t, k) tick() return k == "x" and 1 or nil end
meta.__newindex = function(t, k, v) tick() rawset(t, k, v) end
meta.__call = function(self, ...) tick() return select("#", ...), ... end
meta.__close = function(_, e) print("close", (e)) end
local function results(ok, ...)
  if ok then print(ok, shown(...)) else print(ok, shown(...)) end
end
local function check(f, ...) return results(pcall(f, ...)) end
'''


class Grammar(Expressions):
    def __init__(self, rng):
        super().__init__(rng)
        self.lines = []
        self.indent = 0
        self.names = 0
        self.loops = [0]
        self.functions = 0

    def emit(self, line):
        self.lines.append("  " * self.indent + line)

    def fresh(self):
        self.names += 1
        return f"v{self.names}"

    def block(self, statements, depth):
        mark = len(self.scope)
        self.indent += 1
        for _ in range(statements):
            self.statement(depth)
        self.indent -= 1
        del self.scope[mark:]

    def statement(self, depth):
        choices = [self.local, self.local, self.assign, self.show, self.call, self.index]
        if depth > 0:
            choices += [self.when, self.numeric, self.generic, self.loop, self.until, self.jump, self.define, self.scoped,
                        self.protect, self.coroutine, self.continued, self.closed]
        self.rng.choice(choices)(depth - 1)

    def local(self, _):
        kind = self.pick("number", "string", "boolean", "table", "function", "any")
        name, more = self.fresh(), ""
        attribute = self.pick("", "", "", "", " <const>")
        value = self.expression(kind)
        if self.rng.random() < 0.2:
            more = ", " + self.fresh()
            value = self.pick(value, value + ", " + self.expression("any", 1))
        self.emit(f"local {name}{attribute}{more} = {value}")
        if not attribute:
            self.scope.append((name, kind))
        if more:
            self.scope.append((more[2:], "any"))

    def assign(self, _):
        first, second = self.variable("any"), self.variable("any")
        if first is None:
            return self.local(0)
        if self.rng.random() < 0.25:
            return self.emit(f"{first}, {second} = {self.expression()}, {self.expression()}")
        if self.rng.random() < 0.2:
            return self.emit(f"global_{self.pick('a', 'b')} = {self.expression()}")
        kind = dict(self.scope)[first]
        return self.emit(f"{first} = {self.expression(kind)}")

    def show(self, _):
        self.emit(f"print(shown({', '.join(self.expression() for _ in range(self.rng.randint(1, 3)))}))")

    def call(self, _):
        name = self.variable("function") or "type"
        self.emit(f"print(shown({name}({', '.join(self.expression('any', 1) for _ in range(self.rng.randint(0, 3)))})))")

    def index(self, _):
        name = self.variable("table") or "log"
        key = self.pick(".x", ".y.z", "[1]", f"[{self.expression('number', 1)}]", f"[{self.expression('any', 1)}]", "[#log + 1]")
        self.emit(self.pick(f"print(shown({name}{key}))", f"{name}{key} = {self.expression()}",
                            f"table.insert({name}, {self.expression('any', 1)})", f"print(shown(#{name}))"))

    def when(self, depth):
        self.emit(f"if {self.expression('boolean')} then")
        self.block(self.rng.randint(1, 2), depth)
        for _ in range(self.rng.choice((0, 0, 1, 2))):
            self.emit(f"elseif {self.expression('any', 2)} then")
            self.block(1, depth)
        if self.rng.random() < 0.5:
            self.emit("else")
            self.block(self.rng.randint(1, 2), depth)
        self.emit("end")

    def body(self, depth):
        self.loops[-1] += 1
        self.emit("  tick()")
        self.block(self.rng.randint(1, 3), depth)
        if self.rng.random() < 0.3:
            self.emit(f"  if {self.expression('boolean')} then break end")
        self.loops[-1] -= 1

    def numeric(self, depth):
        name = self.fresh()
        bounds = self.pick(
            "1, 4", "4, 1, -1", "1, 3, 0.5", "math.maxinteger - 2, math.maxinteger", "math.mininteger + 1, math.mininteger, -1",
            "1.0, 3", "3, 1", "1, math.huge, 1 << 61", "-1, -math.huge, math.mininteger", "0, 10, 3", "1, 10, 0", "'1', 2", "1, {}",
            "0.1, 0.5, 0.1", "1, 0/0", "math.mininteger, math.maxinteger, 1 << 62", "2, 3.9", "math.maxinteger, 1e308, 1",
            f"1, math.min(3, {self.expression('number', 1)})", "math.maxinteger, math.maxinteger + 1.0, 2", "1, '3'")
        self.emit(f"for {name} = {bounds} do")
        self.scope.append((name, "number"))
        self.body(depth)
        self.scope.pop()
        self.emit("end")

    def generic(self, depth):
        i, v = self.fresh(), self.fresh()
        source = self.pick(f"ipairs({self.expression('table')})", "('a1b2'):gmatch('%a(%d)')", "pairs({10, 20, 30})",
                           "utf8.codes('\\u{e4}b')", "function(_, k) k = (k or 0) + 1 if k < 4 then return k, k * k end end",
                           "next, {7}, nil", f"{self.expression('function', 1)}, nil, nil, setmetatable({{}}, meta)",
                           "coroutine.wrap(function() for k = 1, 3 do coroutine.yield(k, -k) end end)")
        self.emit(f"for {i}, {v} in {source} do")
        self.scope += [(i, "any"), (v, "any")]
        self.body(depth)
        del self.scope[-2:]
        self.emit("end")

    def loop(self, depth):
        name = self.fresh()
        self.emit(f"local {name} = 0")
        self.emit(f"while {name} < {self.pick('3', '5', '2.5')} {self.pick('', 'and not nil ')}do")
        self.emit(f"  {name} = {name} + 1")
        self.body(depth)
        self.emit("end")

    def until(self, depth):
        name = self.fresh()
        self.emit(f"local {name} = 3")
        self.emit("repeat")
        self.emit(f"  {name} = {name} - 1 local done = {name} <= 0")
        self.body(depth)
        self.emit(f"until done or {self.expression('boolean', 1)}")

    def jump(self, depth):
        label, name = self.fresh(), self.fresh()
        self.emit(f"do local {name} = 0")
        self.emit(f"::{label}::")
        self.emit(f"{name} = {name} + 1 tick()")
        self.block(1, depth)
        self.emit(f"if {name} < 3 then goto {label} end end")

    def continued(self, depth):
        name, label = self.fresh(), self.fresh()
        self.emit(f"for {name} = 1, 4 do")
        self.emit(f"  if {name} % 2 == 0 then goto {label} end")
        self.scope.append((name, "number"))
        self.body(depth)
        self.scope.pop()
        self.emit(f"  ::{label}::")
        self.emit("end")

    def scoped(self, depth):
        self.emit("do")
        self.block(self.rng.randint(1, 3), depth)
        self.emit("end")

    def function_body(self, depth, parameters, varargs):
        self.varargs.append(varargs)
        self.scope += [(name, "any") for name in parameters]
        self.loops.append(0)
        self.emit("  tick()")
        self.block(self.rng.randint(1, 3), depth)
        if self.rng.random() < 0.8:
            self.emit(f"  return {', '.join(self.expression() for _ in range(self.rng.randint(0, 3)))}")
        self.loops.pop()
        del self.scope[len(self.scope) - len(parameters):]
        self.varargs.pop()

    def define(self, depth):
        name, parameters = self.fresh(), [self.fresh() for _ in range(self.rng.randint(0, 3))]
        varargs = self.rng.random() < 0.4
        self.emit(f"local function {name}({', '.join(parameters + ['...'] * varargs)})")
        self.function_body(depth, parameters, varargs)
        self.emit("end")
        self.scope.append((name, "function"))

    def protect(self, depth):
        self.emit(self.pick("check(function()", "check(xpcall, function()"))
        handler = "xpcall" in self.lines[-1]
        self.function_body(depth, [], False)
        self.emit("end, function(e) return 'handled: ' .. str(e) end)" if handler else "end)")

    def coroutine(self, depth):
        name = self.fresh()
        self.emit(f"local {name} = coroutine.create(function(...)")
        self.varargs.append(True)
        self.emit("  print(shown(...))")
        self.emit(f"  check(function() print(shown(coroutine.yield({self.expression('any', 1)}))) end)")
        self.varargs.pop()
        self.function_body(depth, [], True)
        self.emit("end)")
        self.emit(f"for _ = 1, 3 do tick() check(coroutine.resume, {name}, {self.expression('any', 1)}) end")
        self.emit(f"check(coroutine.close, {name}) print(coroutine.status({name}))")

    def closed(self, depth):
        self.emit(f"do local {self.fresh()} <close> = {self.pick('setmetatable({}, meta)', 'nil', 'false', '1', '{}')}")
        self.block(self.rng.randint(1, 2), depth)
        self.emit("end")


def make(rng, _turn):
    grammar = Grammar(rng)
    for _ in range(rng.randint(2, 6)):
        how = rng.random()
        grammar.emit("check(function(...)" if how < 0.85 else "do")
        grammar.function_body(3, [], True) if how < 0.85 else grammar.block(rng.randint(1, 3), 2)
        grammar.emit(f"end, {grammar.expression('any', 1)})" if how < 0.85 else "end")
    if rng.random() < 0.4:
        grammar.emit(f"return {grammar.expression()}, {grammar.expression()}")
    return HEAD + "\n".join(grammar.lines) + "\n", True
