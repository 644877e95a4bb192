-- expect: ok; load's environment is any value and never anything shared
for _, e in ipairs {1, "s", true, print, coroutine.create(print), {}, setmetatable({}, {__index = _G})} do pcall(load("x = 1 return y", "c", "t", e)) end
assert(not pcall(load("x = 1", "c", "t", nil))) assert(not pcall(load("x = 1", "c", "t", string)))
assert(x == nil or x == 1) assert(load("return _ENV")() == _G) x = nil return "contained"
