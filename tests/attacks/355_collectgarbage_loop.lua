-- expect: ok|timeout|fuel|memory|runtime; full collections of a full heap, one after another
local t = {} for i = 1, 120000 do t[i] = {} end
while true do collectgarbage() end
