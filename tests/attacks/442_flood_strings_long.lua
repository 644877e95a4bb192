-- expect: ok|timeout|fuel|memory; keys that might share a slot: strings long
local t = {}
for i = 1, 60000 do t[('z'):rep(50) .. i] = true end
return "contained"
