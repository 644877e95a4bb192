-- expect: timeout|fuel|memory; nine tenths of the heap live for ever, the rest is garbage all the time
local t, limit = {}, 0
while collectgarbage("count") < 28500 do for i = 1, 1000 do t[#t + 1] = {} end end
while true do local x = {{}, {}, {}} end
