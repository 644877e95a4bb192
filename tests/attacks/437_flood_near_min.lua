-- expect: ok|timeout|fuel|memory; keys that might share a slot: near min
local t = {}
for i = 1, 60000 do t[math.mininteger + i * 65536] = true end
return "contained"
