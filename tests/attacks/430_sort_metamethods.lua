-- expect: ok|timeout|fuel|memory|runtime; sorting through __index and __newindex with __lt
local m = {__lt = function(a, b) return a.v < b.v end} local s = {} for i = 1, 20000 do s[i] = setmetatable({v = (i * 7919) % 20011}, m) end
local p = setmetatable({}, {__len = function() return #s end, __index = s, __newindex = s}) while true do table.sort(p) for i = 1, #s do s[i].v = -s[i].v end end
