-- expect: ok|timeout|fuel|memory|runtime; next over an array part that is nearly empty
local t = table.pack(table.unpack({}, 1, 200000)) t[200000] = 1
while true do next(t, 1) end
