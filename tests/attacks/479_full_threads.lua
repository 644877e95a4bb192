-- expect: timeout|fuel|memory; nearly full of suspended coroutines, with garbage
local t = {}
while collectgarbage("count") < 26000 do for i = 1, 100 do t[#t + 1] = coroutine.wrap(coroutine.yield) t[#t]() end end
while true do local x = {{}} end
