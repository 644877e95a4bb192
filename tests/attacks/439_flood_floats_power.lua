-- expect: ok|timeout|fuel|memory; keys that might share a slot: floats power
local t = {}
for i = 1, 60000 do t[2.0 ^ (i % 1000) * (1 + (i // 1000) * 2^-40)] = true end
return "contained"
