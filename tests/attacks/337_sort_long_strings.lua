-- expect: ok|timeout|fuel|memory|runtime; sorting strings that differ in the last byte of a megabyte
local t, s = {}, ("x"):rep(1 << 20)
for i = 1, 20 do t[i] = s .. i end
while true do table.sort(t) table.sort(t, function(a, b) return b < a end) end
