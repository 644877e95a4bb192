-- expect: ok|memory|timeout|fuel; more results than any stack has room for
local s = ("x"):rep(8 << 20)
assert(not pcall(string.byte, s, 1, -1)) assert(not pcall(utf8.codepoint, s, 1, -1)) assert(not pcall(table.unpack, {}, 1, 8 << 20))
return "contained"
