-- expect: ok|timeout|fuel|memory; keys that might share a slot: strings same end
local t = {}
for i = 1, 60000 do t['x' .. i .. ('y'):rep(30)] = true end
return "contained"
