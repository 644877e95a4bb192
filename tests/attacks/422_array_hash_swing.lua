-- expect: ok|timeout|fuel|memory|runtime; a list that moves between the array and the hash part
local t = {} while true do for i = 1, 5000 do t[i] = i end for i = 1, 5000 do t[i] = nil end t.x = nil t[0.5] = 1 for i = 5000, 1, -1 do t[i] = i end for i = 1, 5000 do t[i] = nil end t = {} end
