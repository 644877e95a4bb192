"""Arguments to try, as Lua expressions, and the Lua that shows what came of them."""

# Shows values to the last bit: floats in hexadecimal, strings quoted. Of a table the sequence, the keys that programs
# use, and how many there are: a walk by `next` in its order would spend other fuel in every VM.
SHOW = r'''
local format, concat, type, tostring, rawget = string.format, table.concat, type, tostring, rawget
local KEYS = {"x", "y", "z", "n", "a", "b", "aaa", "global_a", "__index", "hour", "year", "isdst", "name", "what", "nparams",
  "currentline", "linedefined", "short_src", "func", "nups", true, false, 0, -1, 0.5, -1.5, 3.5, 100, 1 << 53, 2^63, 1 << 63}
local function show(v, depth)
  depth = depth or 0
  local kind = math.type(v) or type(v)
  if kind == "float" then return v ~= v and tostring(v) or format("%a", v) end
  if kind == "string" then return #v > 300 and format("%q...%d", v:sub(1, 300), #v) or format("%q", v) end
  if kind ~= "table" then return kind == "function" and kind or tostring(v) end
  if depth > 3 then return "{...}" end
  local out, count = {}, 0
  for i = 1, rawlen(v) do out[i] = show(rawget(v, i), depth + 1) end
  for i = 1, #KEYS do
    local key = KEYS[i]
    local value = rawget(v, key)
    if value ~= nil then out[#out + 1] = tostring(key) .. "=" .. show(value, depth + 1) end
  end
  for _ in next, v do count = count + 1 end
  return "{" .. count .. ": " .. concat(out, ", ") .. "}"
end
local function shown(...)
  local out = {}
  for i = 1, select("#", ...) do out[i] = show((select(i, ...))) end
  return concat(out, " ")
end
'''

INTEGERS = ["0", "1", "-1", "2", "3", "7", "-2", "100"]
EDGES = ["math.maxinteger", "math.mininteger", "math.maxinteger - 1", "1 << 31", "-(1 << 31)", "(1 << 32) + 1", "1 << 53"]
FLOATS = ["0.0", "-0.0", "0.5", "-1.5", "3.0", "-7.0", "1e15", "2^53", "2^63", "-2^63", "1e100", "1e308 * 10",
          "-math.huge", "0/0", "5e-324", "3.14159265358979", "1e-10", "123456.789"]
STRINGS = ['""', '"a"', '"abc"', '"Hello, World"', '"\\0a\\0b"', '"\\xff\\xfe"', '"\\u{e4}\\u{20ac}\\u{1F600}x"',
           '"a,b,,c"', '"  trim me "', '"aaa bbb aaa"', '"x=1, y=22"', '"[](){}%.*+-?^$"', '"l1\\nl2\\r\\n\\tl3"',
           'string.rep("ab", 40)', '"\\u{7FFFFFFF}"', '"\\xed\\xa0\\x80"']
NUMERALS = ['"10"', '"0x10"', '" 10 "', '"1e2"', '"1e"', '"-"', '"0x.8p1"', '"- 1"', '"1 2"', '"inf"', '"nan"', '"1e400"',
            '"9223372036854775807"', '"9223372036854775808"', '"-9223372036854775808"', '"0xffffffffffffffff1"', '"10\\0"',
            '"zz"', '"7fffffffffffffff"', '"\\t-0x1P-2\\n"', '"1__0"', '"0b1"', '"08"', '"5."', '".5"', '"."']
PATTERNS = ['"a"', '"%a+"', '"(%w+)=(%w+)"', '"."', '".-"', '".*"', '"^%s*(.-)%s*$"', '"()"', '"%b[]"', '"%f[%w]%w+"',
            '"[^,]*"', '"[a-c]"', '"%d-%d"', '"(a)(b)?"', '"%1"', '"(a)%1"', '"["', '"%"', '"("', '")"', '"%f"', '"%b"',
            '"[%"', '"[a-"', '"$"', '"^"', '"a$"', '"[]]"', '"[^]]"', '"\\0"', '"%z"', '"[\\0-\\127]"', '"%g+"', '"x*"',
            '"(()())"', '"[%a-z]"', '"%x%X"', '"a?b?c?"', '("(a"):rep(33)', '"%%"', '"[%]]"', '"%2"', '"((a)"']
FORMATS = ['"%d"', '"%5d|"', '"%-5d|"', '"%+d"', '"%05d"', '"%x"', '"%#X"', '"%o"', '"%i"', '"%u"', '"%c"', '"%s"',
           '"%10s|"', '"%-10.3s|"', '"%q"', '"%a"', '"%.3a"', '"%A"', '"%e"', '"%.3E"', '"%f"', '"%.0f"', '"%+.10f"',
           '"%g"', '"%#g"', '"%.14g"', '"%.99f"', '"%%"', '"%"', '"%y"', '"%123d"', '"%.123d"', '"%0"', '"%#s"', '"%10q"',
           '"%-+ #0d"', '"%p" and "%s"', '"%s %s"', '"%d %s %5.1f"', '"%.20s"', '"%5c|"', '"%i%%"', '"%.3q"', '"% d"',
           '"%.0d"', '"%#x"', '"%099d"', '"%s\\0%s"']
PACKS = ['"b"', '"B"', '"h"', '"H"', '"i"', '"I3"', '"i4"', '"<i8"', '">I8"', '"j"', '"J"', '"T"', '"f"', '"d"', '"n"',
         '"s"', '"s1"', '"z"', '"c5"', '"x"', '"!4 i1 !8 i8"', '"i16"', '"I17"', '"i0"', '"c"', '"Xi4"', '"X"', '"!"',
         '"!16"', '"!17"', '">i2<i2=i2"', '"bXh"', '"w"', '" "', '"<!4bi3"', '"!3i3"', '"c99999"', '"s2z"', '">fd"',
         '"i2147483648"', '"bbbbb"', '"z z"', '"I1s1"', '"!8 b Xd d"']
TABLES = ["{}", "{1, 2, 3}", "{n = 3}", '{"a", "b", "c"}', "{3, 1, 2}", "{10, 20, nil, 40}", "{{}, {}}", "{1.5, 2, '3'}",
          "{true, false}", "{x = {z = 2}}", "{5, 5, 5, 1}", '{"b", "a", "10", "9"}', "{[2] = 2}"]
FUNCTIONS = ["function(...) return ... end", "function() end", 'function() error("raised", 0) end',
             'function(a, b) return a < b end', "function(x) return x and nil end", 'function() error({}) end', "string.upper",
             "print and type", "function(a) return a, a end", "function() return true end", "function() return {} end"]
OBJECTS = ["setmetatable({}, {__index = function(_, k) if k == 1 then return 'one' end end})",
           "setmetatable({}, {__len = function() return 2 end})", "setmetatable({1, 2}, {__name = 'My.Type'})",
           "setmetatable({}, {__tostring = function() return 'shown' end})",
           "setmetatable({}, {__tostring = function() return 1 end})",
           "setmetatable({}, {__call = function(_, ...) return select('#', ...), ... end})",
           "setmetatable({}, {__metatable = 'locked'})", "setmetatable({}, {__len = function() return 'x' end})",
           "setmetatable({1, 2, 3}, {__newindex = function() error('no writing', 2) end})",
           "setmetatable({}, {__pairs = function(t) return function(_, k) if not k then return 1, 2 end end, t end})",
           "setmetatable({}, {__lt = function() return true end, __le = function() return false end, __concat = function() return 'cat' end})",
           "setmetatable({}, {__name = 12, __index = {7, 8, 9}})"]
THREADS = ["coroutine.create(function(...) coroutine.yield(...) return 'end' end)", "coroutine.create(error)",
           "(coroutine.wrap(function() return coroutine.running() end))()"]
OTHERS = ["nil", "true", "false"]

ANY = OTHERS + INTEGERS + EDGES + FLOATS + STRINGS[:9] + NUMERALS[:8] + TABLES[:6] + FUNCTIONS[:4] + OBJECTS + THREADS

RIGHT = {
    "i": INTEGERS + EDGES[:2] + ["3.0", '"2"'],
    "c": ["0", "1", "2", "3", "5", "-1", "4.0", '"3"'],  # counts that cost nothing
    "n": INTEGERS + EDGES + FLOATS,
    "s": STRINGS,
    "u": ['""', '"abc"', '"\\u{e4}\\u{20ac}\\u{1F600}x"', '"\\u{7FFFFFFF}"', '"\\xed\\xa0\\x80"', '"\\xff"', '"a\\x80b"', '"\\xf4\\x90\\x80\\x80"'],
    "p": PATTERNS,
    "m": FORMATS,
    "k": PACKS,
    "t": TABLES,
    "o": TABLES + OBJECTS,
    "f": FUNCTIONS,
    "x": ANY,
    "r": STRINGS[:4] + ['"%0"', '"<%1>"', '"%2"', '"%"', '"%%"', "{a = 'A', b = false, aaa = 1, c = {}}", "3", "2.5"] + FUNCTIONS,
    "e": NUMERALS + ['"ff"', '"z"', '"101"', '"-7"'],
    "h": THREADS,
    "l": ['"return 1, ..."', '"return x"', '"x = 1 return x, _ENV ~= nil"', '"return +"', '"goto nowhere"', '"error(\'in chunk\')"',
          '"\\27Lua"', '""', '"-- only"', "load and function() return nil end"],
    "b": ["true", "false", "nil"],
}
