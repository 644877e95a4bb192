-- expect: ok|sandbox; even writing what is there is refused, and erasing what is not
assert(not pcall(function() string.rep = string.rep end)) assert(not pcall(function() string.nothing = nil end)) assert(not pcall(rawset, math, "nothing", nil))
assert(not pcall(function() table[1] = nil end)) assert(not pcall(setmetatable, string, nil)) return "contained"
