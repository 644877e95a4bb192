-- expect: ok|timeout|fuel|memory; keys that might share a slot: mersenne
local t = {}
for i = 1, 60000 do t[i * 0x7fffffff] = true end
return "contained"
