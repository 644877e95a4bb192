-- expect: ok|timeout|fuel|memory|runtime; straight-line tables of all varargs
local f = load("local r " .. ("r = {...} "):rep(50000) .. " return #r")
return f(table.unpack({}, 1, 200000)) and "contained"
