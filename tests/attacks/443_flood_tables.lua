-- expect: ok|timeout|fuel|memory; keys that might share a slot: tables
local t = {}
for i = 1, 60000 do t[{}] = true end
return "contained"
