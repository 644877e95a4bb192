-- expect: ok|timeout|fuel|memory|runtime; a million short strings make the string table grow
local t = {}
for i = 1, 1e9 do t[i] = "k" .. i end
