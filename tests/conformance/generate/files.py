"""Pieces on files, in the working folder of the runner, and on chunks that come from files."""
from .fill import assemble

PIECES = [
    """
local f = assert(io.open('a.txt', 'w')) say(io.type(f), f:write('line 1\\n', $n, ' ', $i, '\\n', $s, '\\nlast'), f:seek('cur'), f:seek('set', 2), f:seek('end')) say(f:close()) check(f.write, f, 'x') check(tostring, f) say(io.type(f)) local f = io.open('a.txt') say(f:read('l', 'n', 'n', 'L', 'a', 'a', 'l')) say(f:seek('set')) say(f:read(0, 3, 100000, 0)) f:seek('set', 3) for l in f:lines('L') do say(l) end say(f:read(1), f:read('a'), f:read('n')) check(f.read, f, '*x') check(f.read, f, $x) check(f.seek, f, 'bad') check(f.seek, f, 'set', -5) check(f.seek, f, 'set', $n) f:close() for l in io.lines('a.txt') do say(l) end for a, b in io.lines('a.txt', 1, 'l') do say(a, b) end check(io.lines, 'a.txt', 'x') check(io.lines, 'none.txt') check(function() for l in io.lines('a.txt', $x) do say(l) break end end) say(os.remove('a.txt')) say(os.remove('a.txt'))
""",
    """
check(io.open, 'none/none.txt', 'w') check(io.open, 'none.txt') check(io.open, 'x', 'rw') check(io.open, 'x', 'b') check(io.open, 'x', $s) check(io.open, '.', 'r') for _, m in ipairs{'w', 'a', 'r+', 'a+', 'w+', 'rb', 'r'} do local f = io.open('m.txt', m) say(m, io.type(f)) if f then say(f:write('0123456789')) say(f:seek('set', 0)) say(f:read(4)) say(f:seek('cur', 0)) f:close() end end say(os.rename('m.txt', 'n.txt')) say(os.rename('m.txt', 'n.txt')) say(os.remove('n.txt')) say(os.remove('n.txt')) check(os.remove) check(os.rename, 'x') check(os.rename, $s .. 'none', $s)
""",
    """
local f = io.open('n.txt', 'w') f:write('10 -3.5e2 0x1F 0x.8p1 nan 12abc .5 - 99999999999999999999 1e 0x') for _, s in ipairs{$e, $e, $e} do f:write(' ', s) end f:close() f = io.open('n.txt') for i = 1, 14 do say(f:read('n')) end say(f:read('a')) f:close() f = io.open('n.txt', 'wb') f:write('a\\r\\nb\\0c\\n\\nno end') f:close() f = io.open('n.txt', 'rb') say(f:read('L', 'l', 'l', 'l', 'l')) f:close() say(f) os.remove('n.txt') local f = io.tmpfile() say(io.type(f), f:write('temp')) f:seek('set') say(f:read('a')) say(f:setvbuf('no'), f:setvbuf('full', 1024), f:setvbuf('line')) check(f.setvbuf, f, 'bad') say(f:flush()) f:close() check(f.flush, f)
""",
    """
local out = io.output() io.output('o.txt') io.write('a', 1, 2.5, '\\n') check(io.write, $x) check(io.write, {}) io.close() check(io.write, 'closed') io.output(out) io.input('o.txt') say(io.read()) say(io.read('a')) say(io.read(1), io.read(0), io.read('a'), io.read('l')) io.close(io.input()) check(io.read) check(io.input, 'none.txt') check(io.output, 'none/none.txt') check(io.close) check(io.lines) os.remove('o.txt') say(io.type(io.stdin), io.type(42), io.type(io.stdout)) check(io.stdin.read, io.stdin) check(io.stdout.seek, 1) check(io.read, $x) do local f <close> = io.open('c.txt', 'w') f:write('c') end say(io.open('c.txt'):read('a')) os.remove('c.txt')
""".replace(" check(io.close) ", " "),
    """
local function file(name, text) local f = io.open(name, 'wb') f:write(text) f:close() return name end check(dofile, file('d.lua', 'return 1, ..., "done"')) check(loadfile, 'd.lua') check(loadfile('d.lua') or print, $x, $x) check(dofile, file('d.lua', '#!shebang\\nreturn debug.getinfo(1, "Sl").currentline, debug.getinfo(1, "S").source')) check(dofile, file('d.lua', '\\xEF\\xBB\\xBFreturn "bom"')) check(dofile, file('d.lua', '\\xEF\\xBB\\xBF# first\\nreturn "both"')) check(dofile, file('d.lua', 'x = = 1')) check(dofile, file('d.lua', '\\n\\nerror("at 3")')) check(dofile, file('d.lua', 'error({})')) check(dofile, file('d.lua', string.dump(function() return 'binary' end))) check(loadfile, 'd.lua', 't') check(loadfile, file('d.lua', 'return x'), 't', {x = $n}) local f = loadfile('d.lua', 'bt', {x = 'env'}) say(f and f()) check(loadfile, 'none.lua') check(dofile, 'none.lua') check(loadfile, 'd.lua', 'b') check(loadfile, '.') check(dofile, file('d.lua', '')) check(dofile, file('d.lua', '#only')) os.remove('d.lua') print(select(2, xpcall(dofile, debug.traceback, file('t.lua', 'local function f() error("x") end\\nf()')))) os.remove('t.lua')
""",
    """
local function file(name, text) local f = io.open(name, 'w') f:write(text) f:close() end file('mod.lua', 'print(...) local M = {n = 0} function M.up() M.n = M.n + 1 return M.n end return M') local m, path = require('mod') say(m.up(), m.up(), path) say(require('mod').n) package.loaded.mod = nil say(require('mod').n) file('mod2.lua', 'x = = 1') check(require, 'mod2') file('mod2.lua', 'error("inside")') check(require, 'mod2') file('mod2.lua', 'package.loaded[...] = "set by itself"') say(require('mod2')) file('mod3.lua', 'return require("mod3b")') file('mod3b.lua', 'return type(package.loaded.mod3)') say(require('mod3')) file('mod4.lua', 'return false') say(require('mod4')) say(require('mod4')) say(package.searchpath('mod', package.path)) for i, s in ipairs{'mod', 'mod2', 'mod3', 'mod3b', 'mod4'} do os.remove(s .. '.lua') end check(require, 'mod9')
""",
    """
io.write('written ', 1, ' ', 2.5, '\\n') io.stdout:write('chained'):write(' twice\\n') say = function() end check = function(...) local r = {pcall(...)} for i = 1, #r do io.write(tostring(r[i]), i < #r and '\\t' or '\\n') end end check(io.write, $n, $s) check(io.stdout.write, 1) check(io.write, nil) io.stderr:write('to stderr ', $i, '\\n') check(io.stdout.seek, io.stdout, 'bad') check(function() return (os.execute('exit 3')) end) check(function() return (os.execute('true')) end) check(os.execute) io.stdout:flush() os.execute('echo from the shell')
""",
    """
io.write('before exit\\n') keep = setmetatable({}, {__gc = function() io.write('finalizer at exit\\n') end}) local c <close> = setmetatable({}, {__close = function() io.write('closed\\n') end}) os.exit($c + 1, $b)
""",
]


def make(rng, turn):
    return assemble(rng, PIECES, turn, 0), False
