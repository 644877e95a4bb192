-- memory: 2MiB
-- A result that has no room next to the heap it copies.
local t = {}
for i = 1, 250 do t[i] = ('value ' .. i .. ' '):rep(350) end
return t
