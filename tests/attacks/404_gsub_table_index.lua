-- expect: ok|timeout|fuel|memory|runtime; gsub through a table with a chain of __index
local t = {} for i = 1, 1990 do t = setmetatable({}, {__index = t}) end
local s = ("abc "):rep(100000) while true do s:gsub("%a+", t) end
