-- expect: ok|timeout|fuel|memory|runtime; next over an emptied table walks all of it: one call, no way to know
local t = {}
for i = 1, 260000 do t[i + 0.5] = true end
for k in pairs(t) do t[k] = nil end
while true do next(t) end
