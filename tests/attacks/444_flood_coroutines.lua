-- expect: ok|timeout|fuel|memory; keys that might share a slot: coroutines
local t = {}
for i = 1, 60000 do t[coroutine.create(print)] = true end
return "contained"
