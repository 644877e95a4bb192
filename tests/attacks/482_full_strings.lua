-- expect: timeout|fuel|memory; nearly full of short strings, with new ones all the time
local t = {}
while collectgarbage("count") < 27000 do for i = 1, 1000 do t[#t + 1] = "k" .. #t end end
local i = 0 while true do i = i + 1 local s = "s" .. i end
