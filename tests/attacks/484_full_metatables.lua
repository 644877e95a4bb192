-- expect: timeout|fuel|memory; tables in a nearly full heap change their metatables and modes
local t, limit = {}, 0
while collectgarbage("count") < 22000 do for i = 1, 1000 do t[#t + 1] = {} end end
local m = {{__mode = "k"}, {__mode = "v"}, {__mode = "kv"}, {}}
while true do for i = 1, #t do setmetatable(t[i], m[i % 4 + 1]) local x = {} end for i = 1, #t do setmetatable(t[i], nil) end end
