-- expect: ok; a write from a coroutine, a comparator, a replacement, a reader, __close and an iterator
local function w() string.evil = 1 end
assert(not coroutine.resume(coroutine.create(w))) assert(not pcall(table.sort, {3, 2, 1}, w)) assert(not pcall(string.gsub, "a", "a", w))
assert(not pcall(load, w)  or true) assert(not pcall(function() local c <close> = setmetatable({}, {__close = w}) end)) assert(not pcall(function() for _ in w do end end))
assert(not pcall(tostring, setmetatable({}, {__tostring = w}))) assert(not pcall(function() return setmetatable({}, {__eq = w}) == setmetatable({}, {}) end) or true)
if string.evil then return "ESCAPED: written" end return "contained"
