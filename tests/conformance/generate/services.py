"""Pieces that only `trusted` has: debug, hooks, tracebacks, the collector and finalizers, os, packages."""
from .fill import assemble

PIECES = [
    """
local function f(a, b, ...) local c <const> = 1 local d = a local function g() return a, d end local info = debug.getinfo(1, 'nSlutfrL') say(info.name, info.namewhat, info.what, info.short_src, info.source, info.currentline, info.linedefined, info.lastlinedefined, info.nups, info.nparams, info.isvararg, info.istailcall, info.ftransfer, info.ntransfer, info.func == f)
  for i = -3, 6 do say(debug.getlocal(1, i)) end say(debug.setlocal(1, 1, 'changed'), a) say(debug.setlocal(1, -1, 'v'), ...) say(debug.getlocal(g, 1), debug.getupvalue(g, 1)) say(debug.setupvalue(g, 2, $x)) say(g()) local lines = {} for l in pairs(info.activelines) do lines[#lines + 1] = l end table.sort(lines) say(lines) return d end say(f($x, $x, $x, $x)) say((f)(1)) check(debug.getinfo, $i) check(debug.getinfo, 1, $s) check(debug.getinfo, f, '>S') check(debug.getlocal, 50, 1) for i = 0, 6 do local d = debug.getinfo(i, 'Sln') if not d then print(i) break end print(d.what, d.short_src, d.currentline, d.name, d.namewhat) end
""",
    """
local count, lines, events = 0, {}, {} local function run() local n = 0 for i = 1, 20 do n = n + i if i % 5 == 0 then n = n - 1 end end while n > 0 do n = n // 2 end goto done do n = 1 end ::done:: return n end
debug.sethook(function(e, l) lines[#lines + 1] = l end, 'l') run() debug.sethook() print(table.concat(lines, ' ')) debug.sethook(function() count = count + 1 end, '', $c + 1) run() local h, m, c = debug.gethook() debug.sethook() say(count, h, m, c) debug.sethook(function(e) local i = debug.getinfo(2, 'nSr') events[#events + 1] = e .. ':' .. tostring(i.name) .. ':' .. i.what .. ':' .. i.ftransfer .. ':' .. i.ntransfer end, 'cr') run(math.max(1, 2), pcall(error, 'x')) tostring(1) debug.sethook() print(table.concat(events, ' '))
local function tail(n) if n > 0 then return tail(n - 1) end end events = {} debug.sethook(function(e) events[#events + 1] = e end, 'cr') tail(3) debug.sethook() print(table.concat(events, ' '))
""",
    """
local seen = {} local function hooked() debug.sethook(function(e, l) seen[#seen + 1] = e .. l end, 'l') end local function body()
  hooked()
  for i = 1, 3 do
    local x = i
    if x == 2 then debug.sethook() end
  end
  while #seen < 1 do
    seen[1] = 'never'
  end
end body() print(table.concat(seen, ' ')) local co = coroutine.create(function() for i = 1, 3 do coroutine.yield(i) end end) local n = 0 debug.sethook(co, function(e, l) n = n + 1 end, 'l') for i = 1, 4 do coroutine.resume(co) end print(n, debug.gethook(co)) check(function() debug.sethook(function() debug.sethook() error('from hook') end, 'l')
  local a = 1 end) debug.sethook() local i = 0 check(function() debug.sethook(function() i = i + 1 if i > 100 then debug.sethook() error('enough', 0) end end, '', 3) while true do end end) print(i) debug.sethook() check(function() debug.sethook(function() debug.sethook() error('repeat', 0) end, '', 50) repeat local z = 1 until false end) check(function() debug.sethook(function() debug.sethook() error('for', 0) end, '', 50) for i = 1, math.huge do end end) check(function() debug.sethook(function() debug.sethook() error('goto', 0) end, '', 50) ::a:: goto a end)
""",
    """
local function bottom() error($s) end local function middle(n) if n > 0 then middle(n - 1) end bottom() end print(select(2, xpcall(middle, debug.traceback, $c))) print(select(2, xpcall(middle, function(m) return debug.traceback(m, 2) end, 30))) print(debug.traceback('message', $c)) print(debug.traceback($x)) print(debug.traceback(nil, 1)) local co = coroutine.create(function() local x = nil x.y = 1 end) print(coroutine.resume(co)) print(debug.traceback(co)) print(debug.traceback(co, 'in co')) print(debug.traceback(co, nil, 1)) local co = coroutine.create(function() coroutine.yield() end) coroutine.resume(co) print(debug.traceback(co, 'suspended')) local t = setmetatable({}, {__index = function() return debug.traceback('meta') end, __add = function() return debug.traceback('add') end, __gc = function() end}) print(t.x) print(t + 1) for _, s in function() return nil end do end print(pcall(string.gsub, 'a', 'a', function() return debug.traceback('gsub') end)) local function tail() return debug.traceback('tail') end print((function() return tail() end)()) print(load('return debug.traceback("chunk")', '=name')()) table.sort({1, 2}, function() print(debug.traceback('sort')) return false end)
""",
    """
local log = {} local function object(name) return setmetatable({}, {__gc = function() log[#log + 1] = name end}) end for i = 1, 5 do object('o' .. i) end collectgarbage() print(table.concat(log, ' ')) log = {} local keep = object('kept') do local a = object('a') local b = setmetatable({a}, {__gc = function(s) log[#log + 1] = 'b' keep2 = s end}) end collectgarbage() collectgarbage() print(table.concat(log, ' '), keep2 ~= nil) keep2 = nil collectgarbage() print(#log) local late = setmetatable({}, {}) getmetatable(late).__gc = function() log[#log + 1] = 'late' end late = nil collectgarbage() print(table.concat(log, ' ')) setmetatable({}, {__gc = true}) collectgarbage() setmetatable({}, {__gc = function() error('in gc') end}) collectgarbage() print('after') keep = nil local w = setmetatable({}, {__mode = 'k'}) do local k = object('key') w[k] = 1 end collectgarbage() collectgarbage() print(next(w), table.concat(log, ' '))
""",
    """
local names = {} for _, o in ipairs{'a', 'b', 'c'} do names[o] = setmetatable({}, {__gc = function() io.write('closing ', o, '\\n') end}) end keep_names = names setmetatable({}, {__gc = function() io.write('last made, first gone\\n') end}) keep_more = setmetatable({}, {__gc = function() error('at close') end})
""",
    """
check(collectgarbage, 'isrunning') check(collectgarbage, 'stop') check(collectgarbage, 'isrunning') check(collectgarbage, 'restart') check(collectgarbage, 'incremental', 100, 200, 10) check(collectgarbage, 'generational', 20, 100) check(collectgarbage, 'incremental') check(collectgarbage, 'setpause', 150) check(collectgarbage, 'setpause', 200) check(collectgarbage, 'setstepmul', 300) check(collectgarbage, 'setstepmul', 100) check(collectgarbage) check(collectgarbage, 'collect') check(collectgarbage, 'step', 1000000) check(collectgarbage, $s) check(collectgarbage, $x) say(math.type(collectgarbage('count'))) collectgarbage('generational') local t = {} for i = 1, 2000 do t[i % 50] = {i} end collectgarbage('step') say(t[7]) collectgarbage('incremental') setmetatable({}, {__gc = function() check(collectgarbage) check(collectgarbage, 'step') end}) collectgarbage()
""",
    """
say(os.time({year = 2020, month = $c, day = $i % 40, hour = 12})) check(os.time, {year = $n, month = $n, day = $n}) check(os.time, {year = 2000}) check(os.time, {year = 2000, month = 'x', day = 1}) check(os.time, {year = 1 << 40, month = 1, day = 1}) check(os.time, {year = 2000, month = 1, day = 1, isdst = $b}) check(os.date, '!%Y-%m-%d %H:%M:%S', $i) check(os.date, '!*t', 1e9 // 1 | 0) check(os.date, '*t', 0) check(os.date, '!%c %x %X %p %A %B %j %U %w %a %b %d %y %Z %%', 86400 * 365) check(os.date, '%E', 0) check(os.date, '%Ez', 0) check(os.date, '%Q', 0) check(os.date, $s, 0) check(os.date, '!%H', $n) local t = {year = 2021, month = 14, day = -3, hour = 25, min = 61, sec = -1} say(os.time(t)) for _, k in ipairs{'year', 'month', 'day', 'hour', 'min', 'sec', 'wday', 'yday', 'isdst'} do print(k, t[k]) end check(os.getenv, 'CONFORMANCE') check(os.getenv, 'NOT_SET') say(os.difftime(5, 3), math.type(os.clock()), math.type(os.time())) check(os.setlocale, nil) check(os.setlocale, 'C') check(os.setlocale, 'xx_YY') check(os.setlocale, nil, 'numeric') check(os.setlocale, 'C', 'bad')
""",
    """
check(load, 'return 1', 'n', 'q') local f = assert(load(string.dump(function(a, ...) local b = a or $n return b, select('#', ...), ... end))) say(f($x, $x)) local s = string.dump(function() error('where') end, true) check(load(s, 'n', 'b')) check(load, s, 'n', 't') check(load, s:sub(1, 20), 'n', 'b') check(load, s:sub(1, -3), 'n', 'b') local u = 5 local g = load(string.dump(function() u = (u or 0) + 1 return u end)) check(g) say(debug.getupvalue(g, 1)) debug.setupvalue(g, 1, 10) check(g) check(string.dump, print) check(string.dump, $x) check(load('return ' .. show($n))) debug.upvaluejoin(g, 1, function() return u end, 1) check(g) say(debug.upvalueid(g, 1) == debug.upvalueid(function() return u end, 1)) debug.setmetatable(1, {__index = function(n, k) return k .. n end, __call = function(n, x) return n + x end}) check(function() return (5).x, (5)(6) end) debug.setmetatable(1, nil) debug.setmetatable(nil, {__index = function() return 'nil!' end}) say(undefined_thing.x.y) debug.setmetatable(nil, nil) local um = debug.getmetatable(io.stdout) say(um.__name, debug.getuservalue(io.stdout, 1), debug.setuservalue(io.stdout, 1, 1)) debug.setmetatable(print, {__index = {name = 'fn'}}) say(print.name) debug.setmetatable(print, nil)
""",
    """
package.preload.mine = function(...) say('loading', ...) return {v = $n} end local m, where = require('mine') say(m.v, where, require('mine') == m, package.loaded.mine == m) package.loaded.mine = nil say((require('mine')).v) package.preload.empty = function() end say(require('empty')) package.preload.bad = function() error('cannot load') end check(require, 'bad') check(require, 'not.there') check(require, $s) say(package.searchpath('x', './?.none;./?/y.none')) say(package.searchpath('a.b', './?.none', '.', '/')) package.path = './?.nolua' package.cpath = '' check(require, 'nowhere') package.path = nil check(require, 'nowhere2') package.searchers = nil check(require, 'n3') check(package.searchpath, 'x', $s) say(package.config, #arg_or_nothing) """.replace(", #arg_or_nothing", "") + """ package.searchers = {function(n) return 'no ' .. n end, function(n) if n == 'found' then return function(...) return ... end, 'extra' end end} check(require, 'found') check(require, 'lost') local _ENV = setmetatable({say = say}, {__index = function(_, k) return 'global ' .. k end}) say(anything)
""",
    """
check(warn, '@off') check(warn, 'silent') warn('@on') warn('a ', 'warning ', 'of three') check(warn, $x) check(warn) warn('@unknown') warn('@off') warn('silent') check(warn, 'x', {}) warn('@on') setmetatable({}, {__gc = function() error('in finalizer') end}) collectgarbage() setmetatable({}, {__gc = function() error({}) end}) collectgarbage() warn('@off')
""",
]


def make(rng, turn):
    return assemble(rng, PIECES, turn, 0), False
