-- expect: ok|timeout|fuel|memory|runtime; a chain of ephemerons, each key reached through the value before
local t = {} local head = {} local k = head
for i = 1, 60000 do local w = setmetatable({}, {__mode = "k"}) local n = {} w[k] = n t[60001 - i] = w k = n end
while true do collectgarbage() end
