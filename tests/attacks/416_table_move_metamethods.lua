-- expect: ok|timeout|fuel|memory|runtime; moving within a table that answers for every index
local n = 0 local t = setmetatable({}, {__index = function(_, k) return k end, __newindex = function(_, k) n = k end})
table.move(t, 1, math.maxinteger - 1, 2)
