-- expect: ok|timeout|fuel|memory|runtime; straight-line assignments through a chain of 1990 __newindex tables
local t = {}
for i = 1, 1990 do t = setmetatable({}, {__newindex = t}) end
local f = load("local t = ... " .. ("t.y = nil "):rep(200000))
f(t) return "contained"
