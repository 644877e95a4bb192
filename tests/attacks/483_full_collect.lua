-- expect: timeout|fuel|memory; full collections of a nearly full heap
local t, limit = {}, 0
while collectgarbage("count") < 28000 do for i = 1, 1000 do t[#t + 1] = {} end end
while true do collectgarbage() collectgarbage("step") end
