-- expect: ok|timeout|fuel|memory|runtime; every table written after it was marked is traversed again in one atomic step
local t = {}
for i = 1, 200000 do t[i] = {i} end
while true do for i = 1, #t do t[i][1] = {} end end
