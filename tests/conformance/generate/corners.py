"""Pieces on messages, positions, levels, tracebacks and depth; all of them need nothing that `standard` has not."""
from .fill import assemble

PIECES = [
    # --- names of variables in messages
    """
local t, u, s, n = {}, nil, 'text', $n
for _, f in ipairs{
  function() return u.x end, function() return t.a.b end, function() return t[1][2] end, function() return undefined.x end, function() u() end, function() t.f() end, function() t:m() end, function() s:nothing() end, function() undefined() end,
  function() return u + 1 end, function() return t.x * 2 end, function() return 2 ^ undefined end, function() return s + 1 end, function() return {} .. s end, function() return u .. s end, function() return #u end, function() return #n end, function() return -t end, function() return -s end,
  function() return ~s end, function() return 1.5 & 1 end, function() return n | 2^70 end, function() return '1.5' | 1 end, function() return s & 1 end, function() return t < 1 end, function() return t < t end, function() return 1 < s end, function() return nil > 1 end, function() return u <= t end,
  function() u.x = 1 end, function() t.a.b = 1 end, function() undefined[1] = 2 end, function() t[nil] = 1 end, function() t[0/0] = 1 end, function() s.x = 1 end, function() s.x.y = 1 end, function() return ('x').y.z end, function() return (1)() end, function() return t[u][1] end, function() local a = {} a.b.c = 1 end, function(p) return p.q end, function(p) p.q.r() end,
  function() for i = 1, u do end end, function() for i = s, 1 do end end, function() for i = 1, 2, {} do end end, function() for i = 1, 2, 0 do end end, function() for k in u do end end, function() for k in t do end end, function() for k in pairs(u) do end end, function() for k in ipairs() do end end, function() return 1 // 0 end, function() return 1 % 0 end, function() return math.tointeger(2^53) << 1.5 end,
  function() string.rep() end, function() ('x'):rep({}) end, function() ('x'):bad() end, function() string.char(256) end, function() setmetatable(1, 2) end, function() t.x.y.z = 1 end, function() return t.x.y.z end, function() local c <const> = nil return c.x end, function() return u[1] end, function() return (u or undefined).x end, function() return #undefined end, function() return t.x .. 'a' end, function() return 'a' .. t.x end, function() return 1 .. {} end,
} do check(f, $x) end
""",
    # --- error values and levels
    """
local function thrower(level, value) error(value or $s, level) end local function caller(...) thrower(...) end
for level = 0, 5 do check(caller, level) check(thrower, level) check(function() caller(level) end) end check(error) check(error, nil) check(error, $x) check(error, $x, $i) check(error, {code = 1}) check(error, setmetatable({}, {__tostring = function() return 'E' end})) say(select('#', pcall(error))) check(error, 'pos', 1) check(error, 'pos', 2) check(assert, false) check(assert, nil, $x) check(assert, false, $s) check(assert) check(assert, $x, $x) check(pcall) check(pcall, $x) check(xpcall) check(xpcall, print) check(xpcall, error, $x) check(select, 0)
""",
    """
check(xpcall, function() local x = nil; x() end, function(m) return 'handled ' .. m end) check(xpcall, function(...) return ... end, print, $x, $x) check(xpcall, function() error($x) end, function(m) error(m) end) check(xpcall, error, function(m) return m, 1, 2 end, $x) check(xpcall, function() error('a') end, function(m) local ok, e = pcall(error, m .. '!') return e end) check(xpcall, function() error() end, function(m) return type(m) end)
check(xpcall, function() error('deep') end, function(m) return pcall(error, pcall) end) check(pcall, pcall) check(pcall, pcall, error) check(pcall, pcall, pcall, error, $x) check(pcall, error, $x, 0) local ok, e = xpcall(string.rep, function(m) return 'm:' .. m end) say(ok, e)
""",
    # --- depth
    """
local depth = 0 local function f() depth = depth + 1 pcall(f) end check(f) print(depth > 185) depth = 0 local function s() depth = depth + 1 return (string.gsub('a', 'a', s)) end check(s) print(depth > 185) depth = 0 local t = setmetatable({}, {__index = function(t, k) depth = depth + 1 return t[k + 1] end}) check(function() return t[1] end) print(depth > 185)
depth = 0 local m = setmetatable({}, {}) getmetatable(m).__add = function(a, b) depth = depth + 1 return a + b end check(function() return m + m end) print(depth > 185) depth = 0 getmetatable(m).__tostring = function(x) depth = depth + 1 return tostring(x) end check(tostring, m) print(depth > 185) depth = 0 local function c() depth = depth + 1 return coroutine.wrap(c)() end say((pcall(c))) print(depth > 185) depth = 0 local function l() depth = depth + 1 return load('local l = ... return l()')(l) end depth = 0 local function o() depth = depth + 1 table.sort({1, 2}, o) end check(o) print(depth > 185)
""",
    """
local chain = {} for i = 1, $c + 5 do chain = setmetatable({}, {__index = chain}) end say(chain.x) local loop = {} setmetatable(loop, {__index = loop}) check(function() return loop.x end) local a, b = {}, {} setmetatable(a, {__index = b, __newindex = b}) setmetatable(b, {__index = a, __newindex = a}) check(function() return a.x end) check(function() a.x = 1 end) local w = {} setmetatable(w, {__newindex = w}) check(function() w.x = 1 end)
""",
    """
for _, n in ipairs{10, 150, 185, 210, 250} do local ok, e = load('return ' .. ('('):rep(n) .. '1' .. (')'):rep(n)) print(n, ok and ok(), e) ok, e = load('return ' .. ('{'):rep(n) .. ('}'):rep(n)) print(n, ok and type(ok()), e) ok, e = load(('do '):rep(n) .. ('end '):rep(n)) print(n, type(ok), e) ok, e = load('return ' .. ('-'):rep(1) .. ('not '):rep(n) .. '1') print(n, type(ok), e) ok, e = load('local a ' .. ('a = function() '):rep(n) .. ('end '):rep(n)) print(n, type(ok), e) ok, e = load('return ' .. ("'a' .. "):rep(n) .. "'b'") print(n, type(ok), e) end
check(string.rep, 'x', 1 << 31) check(string.rep, 'x', 1 << 40) check(string.rep, 'ab', math.maxinteger) check(string.rep, 'x', 1 << 30, 'abc') check(table.concat, {1, 2}, ',', 1, 3) check(table.unpack, {}, 1, 1e7) check(table.unpack, {}, math.mininteger, math.maxinteger) check(string.find, 'aaaa', ('a?'):rep(300)) check(string.match, ('a'):rep(300), ('(a)'):rep(33)) check(string.find, 'x', ('('):rep(40)) check(string.gsub, ('x'):rep(250), '.', '%0%0') check(string.match, ('a'):rep(2000), '.-b') check(string.match, ('('):rep(300), ('%b()'):rep(3))
""",
    # --- calls of every form
    """
local o = {v = $n} function o:get(...) return self.v, ... end function o.static(...) return ... end o.sub = {} function o.sub:deep() return self == o.sub end say(o:get($x), o.static(o:get()), o.sub:deep()) say(o.get{v = 'table call'}, ('%d'):format(3), #o.static'string call', type{}, o.static[[long]], (o.static'a' .. 'b')) local s = 'abc' say(s:len(), ('x'):rep(3), s:upper():lower():sub(2, -1)) check(function() return o:missing() end) check(function() return o.v:x() end) check(function() return o['v']() end) check(function() o.sub.a.b.c() end) check(function() local function f() end return f().x end) check(function() return ('x'):rep(1):nope() end)
""",
    """
local order = {} local function e(n, v) order[#order + 1] = n return v end local t = {e(1, 'a'), [e(2, 'k')] = e(3, 'v'), e(4, 'b')} t[e(5, 'x')], t[e(6, 'y')] = e(7, 1), e(8, 2) local _ = e(9, 1) + e(10, 2) * e(11, 3) ^ e(12, 2) .. e(13, 'z') local _ = e(14, false) and e(15) or e(16, nil) or e(17, 1) local _ = e(18, 1) < e(19, 2) == e(20, true) e(21, print)(e(22, 'called'), e(23, $x)) say(order, t) local i = 1 i, t[i] = 5, 'at 1' say(i, t[1]) local a = {1, 2, 3} local j = 1 j, a[j], a[j + 1] = a[2], j, a say(j, a[1], a[2] == a)
""",
    """
say(0x7fffffffffffffff + 1, 0xffffffffffffffffff, 9223372036854775808, -9223372036854775808, 1e308 * 10, 0x.1p4, 0xA.8, 3e-2, .5, 5., 0x1p-1074, 1e-400, 100 // 1e-320 > 1) say(1 == 1.0, '1' == 1, 0.1 + 0.2 == 0.3, 2^53 == 2^53 + 1, math.maxinteger + 0.0 == math.maxinteger, math.maxinteger < math.maxinteger + 0.0, math.mininteger <= -2^63, 1 < 1.5, -1 > -1.5, 0/0 ~= 0/0, 0/0 < 1, 1 >= 0/0) say('a\\z
   b\\x41\\65\\u{41}\\065\\'\\"\\a\\b\\f\\n\\r\\t\\v\\\\', [[
first newline dropped]], [==[a]]b]=]c]==], 'line\\
continued', #'\\0\\00\\000', '\\u{7FFFFFFF}') say(10 // 3, -10 // 3, 10 // -3, 10.0 // 3, 10 % 3, -10 % 3, 10 % -3, -10 % -3, 10.5 % 3, -10.5 % 3, 5.3 % -2, 1e15 % 7, math.mininteger // -1, math.mininteger % -1, math.fmod(-10, 3), math.fmod(math.mininteger, -1), 7 // 0.5, 0.0 / 1, -0.0) ; ; ; --[[ comment ]] --[==[ another
]==] say(#{1, 2, nil}, #{nil}, #{nil, nil, 3}, #{n = 1}, #'', - - 2, not not nil, -'2', '10' / 2, '0x10' * 1, '3' // 1, 10 .. 20)
""",
    """
local keys = {} for k, v in ipairs({10, 20, nil, 40}) do keys[#keys + 1] = k .. '=' .. v end say(keys) local p = setmetatable({}, {__pairs = function(t) return function(_, k) k = (k or 0) + 1 if k <= 3 then return k, k * k end end, t, nil end}) for k, v in pairs(p) do print(k, v) end check(function() for k in pairs(setmetatable({}, {__pairs = $x})) do return k end end) check(next, {}, 'no') check(next, {}, $x) check(next, {1, 2}, 2) check(next, {1}) check(ipairs) check(ipairs, nil) check(rawlen, $x) check(rawequal, $x) check(rawget, $x, 1) check(rawset, {}, nil, 1) check(rawset, {}, 0/0, 1) local t = {1, 2, 3, 4, 5} for i, v in ipairs(t) do if v % 2 == 0 then table.remove(t, i) end end say(t) for k in pairs(t) do t[k] = nil end say(next(t)) t = {} for i = 1, 100 do t[i] = i end for i = 1, 100 do t[i] = nil end say(#t, next(t)) t = {n = 1, [1] = 'x', [2] = 'y', [2^53] = 'z'} say(#t, t) t[3.0] = 'three' t[4] = nil say(#t, t[3])
""",
    """
check(function() local t <close> = 42 end) check(function() local a, b <close> = 1, {} end) check(function() local x <close> = nil local y <close> = false return 'fine' end) local order = {} local function c(n, e) return setmetatable({}, {__close = function(self, err) order[#order + 1] = n .. '/' .. tostring(err) if e then error(e, 0) end end}) end check(function() local a <close>, b = c('a'), 2 local d <close> = c('d', 'from d') local f <close> = c('f', 'from f') error('body', 0) end) say(order) order = {} check(function() for i = 1, 2 do local x <close> = c('x' .. i) if i == 2 then return i end end end) say(order) order = {} local co = coroutine.wrap(function() local x <close> = c('co') coroutine.yield(1) error('in co', 0) end) check(co) check(co) say(order) order = {} local function tail() local x <close> = c('t') return say(1, 2) end tail() say(order) check(function() local m = getmetatable(c('late')) local x <close> = c('late') getmetatable(x).__close = nil end) check(function() local m = c('swap') local x <close> = m getmetatable(m).__close = $x end)
""",
]


# Fills Lua's stack, which takes a while.
DEEP = ["""
local depth = 0 local function f() depth = depth + 1 return 1 + f() end check(f) print(depth)
""", """
local depth = 0 local function h(a, b, c, d) local e, x, y, z = a, b, c, d depth = depth + 1 h(e, x, y, z) return e end check(h, 1, 2, 3, 4) print(depth)
""", """
local depth = 0 local function g(...) depth = depth + 1 return (g(1, ...)) end print(pcall(g)) print(depth)
"""]


def make(rng, turn):
    if turn % 100 == 50:
        return assemble(rng, DEEP, turn // 100, 0), True
    return assemble(rng, PIECES, turn, 1), True
