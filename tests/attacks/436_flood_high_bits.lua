-- expect: ok|timeout|fuel|memory; keys that might share a slot: high bits
local t = {}
for i = 1, 60000 do t[i << 44] = true end
return "contained"
