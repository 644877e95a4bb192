-- expect: ok; 32 captures are served and 33 refused
local s = ("a"):rep(40) assert(select("#", s:match(("(a)"):rep(32))) == 32) assert(not pcall(string.match, s, ("(a)"):rep(33)))
assert(not pcall(string.match, s, ("("):rep(32) .. "a" .. (")"):rep(33))) assert(not pcall(string.find, s, "%1")) assert(not pcall(string.find, s, "(%1)")) return "contained"
