-- expect: ok|timeout|fuel|memory|runtime; every call of select copies 150000 varargs
local function f(...) local n = 0 while true do n = n + select("#", ...) end end
f(table.unpack({}, 1, 150000))
