-- expect: timeout|fuel|memory; nearly full, and every old table gets a young one again and again
local t, limit = {}, 0
while collectgarbage("count") < 22000 do for i = 1, 1000 do t[#t + 1] = {} end end
while true do for i = 1, #t do t[i][1] = {} if i % 8 == 0 then t[i - 7][1] = nil end end for i = 1, #t do t[i][1] = nil end end
