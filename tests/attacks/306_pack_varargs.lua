-- expect: ok|timeout|fuel|memory|runtime; table.pack of 400000 values is one call
local function f(...) while true do table.pack(...) end end
f(table.unpack({}, 1, 250000))
