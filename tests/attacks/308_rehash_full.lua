-- expect: ok|timeout|fuel|memory|runtime; a table whose slots are all full is laid out anew for each key that replaces another
local t = {}
for i = 1, 1 << 18 do t[i + 0.5] = i end
for i = 1, 1e9 do t[i + 0.5] = nil t[-i - 0.5] = i end
