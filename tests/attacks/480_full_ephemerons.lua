-- expect: timeout|fuel|memory; nearly full of ephemerons whose keys come and go
local t = setmetatable({}, {__mode = "k"}) local keep = {}
while collectgarbage("count") < 24000 do for i = 1, 500 do local k = {} keep[#keep + 1] = k t[k] = {k} end end
while true do for i = 1, #keep do local k = {} t[k] = {k} keep[i] = k end end
