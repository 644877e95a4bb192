"""Pieces that the sandboxed profile has too: metamethods, coroutines, closures, numbers, strings, load."""
from .fill import assemble

PIECES = [
    # --- metamethods, one by one, with operands of every kind
    """
local events = {add = '+', sub = '-', mul = '*', div = '/', mod = '%', pow = '^', idiv = '//', band = '&', bor = '|', bxor = '~',
  shl = '<<', shr = '>>', concat = '..', eq = '==', lt = '<', le = '<='}
local order = {'add', 'sub', 'mul', 'div', 'mod', 'pow', 'idiv', 'band', 'bor', 'bxor', 'shl', 'shr', 'concat', 'eq', 'lt', 'le'}
for _, event in ipairs(order) do
  local mt = {} mt['__' .. event] = function(a, b) return event .. type(a) .. type(b) end
  local a, b, c = setmetatable({}, mt), setmetatable({}, mt), $x
  local f = load('local a, b = ... return a ' .. events[event] .. ' b')
  check(f, a, b) check(f, a, c) check(f, c, a) check(f, a, a) check(f, c, {}) check(f, c, nil)
end
""",
    """
local t = setmetatable({}, {__index = function(t, k) return k end, __newindex = function(t, k, v) rawset(t, k, show(v)) end})
say(t.x, t[$n], t[$s]) check(function() t[$x] = $x end) check(function() t.x = $x end) say(t.x, t)
""",
    """
local base = {x = $x} local mid = setmetatable({y = $n}, {__index = base}) local top = setmetatable({}, {__index = mid, __newindex = mid})
say(top.x, top.y, top.z) top.z = $i say(rawget(top, 'z'), mid.z) base.x = nil say(top.x)
""",
    """
local mt = {__call = function(self, ...) return self.n, select('#', ...), ... end}
local f = setmetatable({n = $i}, mt) say(f()) say(f($x, $x)) say(pcall(f, $x)) local g = setmetatable({n = 1}, {__call = f}) check(g, 1)
say(select(2, pcall(setmetatable({}, {__call = 1}))))
""",
    """
local log = {} local function closer(name) return setmetatable({}, {__close = function(_, e) log[#log + 1] = name .. ':' .. show(e) end}) end
check(function() local a <close> = closer 'a' local b <close> = closer 'b' if $b then error($x) end return $x, $x end)
check(function() for i = 1, 3 do local c <close> = closer('c' .. i) if i == $c then break end if i == 2 then goto out end end ::out:: end)
check(function() for k in pairs({1}), nil, nil, closer 'for' do error('in for') end end)
check(function() for k in next, {1}, nil, closer 'for' do error($s, 0) end end)
check(function() local x <close> = setmetatable({}, {__close = function() error('closing', 0) end}) local y <close> = closer 'y' error('body', 0) end)
check(function() local x <close> = $x end) check(function() return (function() local z <close> = closer 'z' return 1, 2, 3 end)() end)
say(log)
""",
    """
local mt = {__eq = function(a, b) return $x end, __lt = function(a, b) return $x end, __le = function() return $x end, __len = function() return $x end, __unm = function() return $x end, __bnot = function() return 'not' end, __name = $s}
local a, b = setmetatable({}, mt), setmetatable({}, mt)
say(a == b, a ~= b, a < b, a <= b, a > b, a >= b) check(function() return #a, -a, ~a end) check(function() return a + 1 end) check(function() return a .. 'x' end) check(function() return a < 1, 1 < a end)
""",
    # --- coroutines
    """
local co = coroutine.wrap(function(...) local a = {...} while true do a = {coroutine.yield(#a, table.unpack(a))} end end)
say(co($x, $x)) say(co()) say(co(nil, nil, nil)) say(co($s))
""",
    """
local co = coroutine.create(function(a) local ok, e = pcall(function() local b = coroutine.yield(a) error({x = b}) end) coroutine.yield(ok, e)
  local ok, e = xpcall(function() return coroutine.yield('in xpcall') + {} end, function(m) return 'h:' .. tostring(m) end) coroutine.yield(ok, e) return 'done' end)
for i = 1, 6 do say(coroutine.resume(co, i)) say(coroutine.status(co)) end
""",
    """
local t = setmetatable({}, {__index = function(t, k) return coroutine.yield(k) end, __add = function(a, b) return coroutine.yield('add') end, __lt = function() return coroutine.yield('lt') end,
  __concat = function(a, b) return coroutine.yield('concat') end, __close = function() coroutine.yield('closing') end, __call = function(_, x) return coroutine.yield(x) end, __len = function() return coroutine.yield('len') end,
  __newindex = function(t, k, v) coroutine.yield(k, v) end, __eq = function() return coroutine.yield('eq') end, __unm = function() return coroutine.yield('unm') end})
local co = coroutine.wrap(function() local r = {t.x, t + 1, t < t, 'a' .. t .. 'b', t(5), #t, t == setmetatable({}, getmetatable(t)), -t} t.y = 9 do local c <close> = t end for i, v in function(_, k) return coroutine.yield('for') end do r.n = i end return r end)
local v = co() for i = 1, 16 do say(v) local ok ok, v = pcall(co, $x) if not ok then say(v) break end end
""",
    """
local co co = coroutine.create(function() say(coroutine.status(co), coroutine.isyieldable(), select(2, coroutine.running())) say(coroutine.resume(co)) say(pcall(coroutine.close, co)) coroutine.yield() error($x) end)
say(coroutine.resume(co)) say(coroutine.status(co)) say(coroutine.resume(co)) say(coroutine.close(co)) say(coroutine.resume(co)) say(coroutine.status(co))
say(select(2, coroutine.running()), coroutine.isyieldable()) check(coroutine.yield, 1)
""",
    """
local co = coroutine.create(function() local a <close> = setmetatable({}, {__close = function(_, e) print('a', e) if $b then error('again', 0) end end}) local b <close> = setmetatable({}, {__close = function(_, e) print('b', e) end}) coroutine.yield(1) end)
coroutine.resume(co) say(coroutine.close(co)) say(coroutine.status(co)) say(coroutine.close(co)) say(coroutine.close(coroutine.create(print)))
""",
    """
local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
local function filter(p, g) return coroutine.wrap(function() for x in g do if x % p ~= 0 then coroutine.yield(x) end end end) end
local g, out = gen(60), {} coroutine.wrap(function() g() while true do local p = g() if not p then break end out[#out + 1] = p g = filter(p, g) end end)() say(out)
""",
    """
check(function() return table.sort({3, 1, 2}, function(a, b) return coroutine.yield(a) end) end)
local co = coroutine.wrap(function() return pcall(string.gsub, 'abc', '.', function(c) return coroutine.yield(c) end) end) say(co())
local co = coroutine.wrap(function() return pcall(table.sort, {3, 1, 2}, function(a, b) coroutine.yield() end) end) say(co()) check(co) check(co)
local co = coroutine.wrap(function() error({x = 1}) end) check(co) check(co) local co = coroutine.wrap(function() error('text') end) check(co)
""",
    """
local function deep(n) if n <= 0 then return coroutine.yield('bottom') end local co = coroutine.wrap(deep) local v = co(n - 1) coroutine.yield(v) return v .. n end
local co = coroutine.wrap(deep) say(co($c)) check(co) check(co)
local function nest(n) local co = coroutine.create(nest) local ok, e = coroutine.resume(co, n + 1) if not ok then return n > 150 and n < 250, e end return ok, e end say(nest(1))
""",
    # --- numbers
    """
local values = {$i, $i, $n, $n, $e, $n} for _, a in ipairs(values) do for _, b in ipairs(values) do
  for _, f in ipairs{function() return a + b end, function() return a - b end, function() return a * b end, function() return a / b end, function() return a // b end, function() return a % b end,
    function() return a & b end, function() return a ~ b end, function() return a << b end, function() return a >> b end, function() return a < b end, function() return a == b end, function() return math.tointeger(a) end} do
    local ok, v = pcall(f) print(ok, v ~= v and 'nan' or show(v)) end end end
""",
    """
for _, f in ipairs{function(a, b, c) local n = 0 for i = a, b, c do n = n + 1 print(show(i)) if n > 4 then break end end return n end} do
  check(f, $i, $i, 1) check(f, $n, $n, $i) check(f, math.maxinteger - 1, math.maxinteger, 1) check(f, math.mininteger, math.mininteger + $c, $i) check(f, $i, $n, -1) check(f, $n, $i, $n) check(f, $x, 1, 1) check(f, 1, $x, 1) check(f, 1, 3, $x) end
""",
    """
local t = {} t[$n] = 'a' t[1.0] = 'one' t[2^53] = 'big' check(function() t[0/0] = 1 end) check(function() t[nil] = 1 end) say(t[1], t[1 << 53], t[0/0], t[nil]) t[-0.0] = 'zero' say(t[0], #t)
for k in pairs({[1.0] = 1, }) do say(math.type(k)) end say(rawequal(1, 1.0), 1 == 1.0, math.type(3.0 // 1), 7 // 0.0, -7 // 0.0, 7 % math.huge, -7 % math.huge, 7 % -math.huge) check(function() return 1 // 0 end) check(function() return 1 % 0 end)
""",
    """
for _, s in ipairs{$e, $e, $e, $e, $e, $e, '0x' .. ('f'):rep($c + 10), ('9'):rep(25), '1e' .. ('0'):rep(50) .. '1', ('1'):rep(210)} do check(tonumber, s) check(tonumber, s, 16) check(tonumber, s, 36) check(function() return s + 1 end) check(function() return s | 0 end) check(function() return -s end) check(function() return s * '2' end) end
""",
    """
for _, n in ipairs{$n, $n, $n, $i, $i, 1e15, 1e16, 123456789012345, 0.1, 1/3, -1e-7, 2^24, 1e100, 5e-324} do print(n, -n, n .. '', ('%.17g|%5.1f|%a|%q|%g'):format(n, n, n, n, n), math.type(n), n // 1, math.tointeger(n), n | 0 == n and 1) end
""".replace(", n | 0 == n and 1", ""),
    """
math.randomseed($i, $i) say(math.random(0), math.random(), math.random(10), math.random(-5, 5), math.random(math.mininteger, math.maxinteger)) check(math.random, $n, $n) check(math.random, $i, $i) check(math.random, 1, 2, 3) check(math.random, $x)
math.randomseed($n) for i = 1, 5 do say(math.random(i), math.random(i * 3.0), math.random(1 << i)) end
""",
    # --- strings
    """
local s, p = $s, $p check(string.find, s, p) check(string.match, s, p, $i) check(string.gsub, s, p, $r) check(string.gsub, s, p, $r, $c)
check(function() local out = {} for a, b, c in s:gmatch(p, $i) do out[#out + 1] = show(a) .. show(b) .. show(c) if #out > 20 then break end end return out end) check(string.find, s, p, $i, true)
""",
    """
local packed = {} for _, f in ipairs{$k, $k, $k, $k} do local ok, s = pcall(string.pack, f, $i, $n, $s) if not ok then ok, s = pcall(string.pack, f, $s, $i) end say(f, ok, s) check(string.packsize, f) if ok then check(string.unpack, f, s) check(string.unpack, f, s, $i) check(string.unpack, $k, s) end end
""",
    """
local s = $u check(utf8.len, s) check(utf8.len, s, 1, -1, true) check(utf8.codepoint, s, 1, -1) check(utf8.codepoint, s, 1, -1, true) for i = -2, 4 do check(utf8.offset, s, i) end check(function() local r = {} for p, c in utf8.codes(s, $b) do r[#r + 1] = p .. ':' .. c end return r end) say(utf8.char(72, 228, 8364, 0x10FFFF, 0x7FFFFFFF), utf8.charpattern) for c in s:gmatch(utf8.charpattern) do say(c) end
""",
    """
check(string.format, $m, $x) check(string.format, $m, $i, $i) check(string.format, $m, $n) check(string.format, $m .. $m, $n, $n, $s) check(string.format, '%q', $n) check(string.format, '%q', $s) check(string.format, '%q', $x) check(string.format, '%-' .. $c .. '.' .. $c .. 's|', $s) check(string.format, '%' .. $c .. 'd|', $i)
""",
    """
say($s .. $n, $n .. $i, -0.0 .. '', 2^63 .. '', ('x'):rep($c, $s), ($s):reverse(), ($s):byte(1, -1)) check(function() return $x .. $x end) check(function() return $s .. {} end) check(function() return $s < $s, $s <= $s end) check(function() return $s < $n end) check(function() return 'a\\0b' < 'a\\0c', 'a' < 'a\\0', '' < $s end)
""",
    """
local a = {$x, $x, $x, $x} check(table.concat, a, ',') check(table.unpack, a, $c, $c) check(table.insert, a, $c, $x) check(table.remove, a, $c) check(table.remove, a) check(table.move, a, 1, $c, $c) say(table.pack(table.unpack(a, 1, 4))) check(table.sort, {$n, $n, 3, 1}) check(table.sort, {$s, $s, $s}) check(table.sort, {1, 'x', 2}) check(table.sort, {3, 2, 1, 5, 4}, function(a, b) return a > b end) check(table.sort, {1, 2, 3}, function() return true end)
local s = {} for i = 1, 40 do s[i] = (i * 7919) % 101 end table.sort(s) say(s) table.sort(s, function(x, y) return x % 10 * 1000 + x < y % 10 * 1000 + y end) say(s)
""",
    """
local p = setmetatable({}, {__index = function(_, i) return i <= 5 and i * 10 or nil end, __len = function() return 5 end, __newindex = function(t, k, v) print('set', k, v) rawset(t, k, v) end})
check(table.concat, p, ' ') check(table.unpack, p) check(table.insert, p, 'last') check(table.insert, p, 2, 'two') check(table.remove, p) check(table.remove, p, 1) check(table.move, p, 1, 3, 2) check(table.move, p, 1, 3, 1, {}) check(table.sort, p) check(function() local n = 0 for i, v in ipairs(p) do n = n + v end return n end) check(next, p)
""",
    # --- load, closures, scoping
    """
local env = {print = print, x = $x} check(load, 'x = ... return x, y', 'chunk', 't', env) local f = load('x = ... y = (y or 0) + 1 return x, y', 'chunk', 't', env) if f then check(f, $x) check(f, $x) say(env.x, env.y) end
local parts, i = {'return ', '1', ' + ', '2', nil}, 0 check(function() return load(function() i = i + 1 return parts[i] end)() end) local k = 0 check(load, function() k = k + 1 if k < 4 then return $x end end) check(load, function() error($x) end) check(load, '\\27Lua', 'binary', 't') check(load($l) or type, $x) check(load, $l, $s, 't')
""",
    """
local fs = {} for i = 1, 3 do local j = i fs[#fs + 1] = function() j = j + i return j end end say(fs[1](), fs[1](), fs[2](), fs[3]()) local k = 0 while k < 3 do k = k + 1 local c = k fs[k] = function(d) c = c + (d or 0) return c end end say(fs[1](10), fs[1](), fs[2]())
local function counter() local n = 0 return function() n = n + 1 return n end, function() n = n * 2 return n end end local a, b = counter() say(a(), b(), a(), b()) local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end say(fib(12)) do local x <const> = $n local function f() return x end say(f()) end
local i = 1 repeat local z = i i = i + 1 fs[i] = function() return z end until z >= 3 say(fs[2](), fs[3](), fs[4]()) do local function odd(n) if n == 0 then return false end return true and (n == 1 or odd(n - 2)) end say(odd(101)) end
""",
    """
local function v(...) local a, b = ... local t = {..., n = select('#', ...)} return t, a, b, (...), select(-1, ..., 'last') end say(v()) say(v(nil)) say(v($x, $x, nil)) check(select, $i, $x) check(select, '#') say((function(...) return ... end)(1, nil, nil)) say(table.pack((function(...) return ..., ... end)(1, 2))) say(pcall(table.unpack, {}, 1, 1e6)) say(#{(function() return 1, 2, 3 end)()}, #{(function() return 1, 2, 3 end)(), 4}) local function tail(n) if n == 0 then return 'end' end return tail(n - 1) end say(tail(5000))
""",
    """
do local i = 0 ::top:: i = i + 1 if i < 3 then goto top end say(i) end for i = 1, 3 do for j = 1, 3 do if j == 2 then goto continue end if i == 3 then goto done end say(i, j) ::continue:: end end ::done:: do goto skip local never ::skip:: end local a = {} do local k = 0 ::again:: local up = k a[#a + 1] = function() up = up + 1 return up end k = k + 1 if k < 3 then goto again end end say(a[1](), a[1](), a[2](), a[3]())
local x = 1 do local x = x + 1 do local x = x * 10 say(x) end say(x) end say(x) local a, b, c = (function() return 1, 2 end)() say(a, b, c) a, b = b, a say(a, b) local t = {1, 2} local i = 1 i, t[i] = i + 1, 20 say(i, t) say(not nil == true, 1 and nil, false or 'd', nil and 1 or 2, 1 < 2 == true, 'a' .. 'b' == 'ab', 2 ^ 3 ^ 2, -2 ^ 2, not 1 == 2, 1 .. 2, #'abc' + 1, -3 % 5, -3 // 2, 5 // -2.0, 1 << 63 >> 63, ~0 >> 60, 3 | 4 & 5 ~ 6)
""",
    """
local t = setmetatable({}, {__mode = 'k'}) for i = 1, 5 do t[{}] = i end t[1] = {} t['s'] = 2 local kept = {} t[kept] = 'kept' collectgarbage() local n = 0 for k, v in pairs(t) do n = n + 1 end say(n, t[kept], t.s, t[1])
local w = setmetatable({}, {__mode = 'v'}) w[1] = {} w[2] = kept w[3] = 'string' w[4] = 12 w[5] = function() end collectgarbage() say(w[1], w[2] == kept, w[3], w[4], w[5] == nil) local e = setmetatable({}, {__mode = 'k'}) do local a = {} e[a] = a local b, c = {}, {} e[b] = c e[c] = b end collectgarbage() say(next(e))
""",
]


def make(rng, turn):
    return assemble(rng, PIECES, turn), True
