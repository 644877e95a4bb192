-- expect: ok|timeout|fuel|memory|runtime; straight-line look-ups through a chain of 1990 __index tables
local t = {}
for i = 1, 1990 do t = setmetatable({}, {__index = t}) end
local f = load("local t = ... local r " .. ("r = t.y "):rep(200000) .. " return r")
return f(t) == nil and "contained"
