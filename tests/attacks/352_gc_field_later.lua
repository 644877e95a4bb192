-- expect: ok|sandbox; __gc put into a metatable after it was set never runs
local ran local m = {} local t = setmetatable({}, m) m.__gc = function() ran = true end
local m2 = setmetatable({}, {__index = {__gc = function() ran = true end}}) for i = 1, 100 do setmetatable({}, m2) end
t = nil for i = 1, 3 do collectgarbage() end
if ran then return "ESCAPED: a finalizer ran" end return "contained"
