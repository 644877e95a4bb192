local fs = {}
for i = 1, 3 do local j = i fs[i] = function(d) j = j + d return j, i end end
local env = setmetatable({}, {__index = _ENV})
local loaded = load("x = ... return x, _ENV", "chunk", "t", env)
local ok, message = pcall(load, function() return nil end)
return fs[1](1), fs[2](10), loaded(5), env.x, ok, select(2, load("x =")), xpcall(error, function(e) return {e} end, "e")
