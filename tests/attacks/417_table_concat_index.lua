-- expect: ok|timeout|fuel|memory|runtime; concat through __index of ever longer strings
local s = "x" return #table.concat(setmetatable({}, {__len = function() return 1 << 40 end, __index = function() s = s .. s return s end}))
