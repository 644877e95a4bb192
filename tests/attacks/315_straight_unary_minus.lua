-- expect: ok|timeout|fuel|memory|runtime; straight-line minus of a long numeral in a string
local s = ("1"):rep(4 << 20)
local f = load("local s = ... local r " .. ("r = -s "):rep(100000) .. " return r")
return f(s) and "contained"
