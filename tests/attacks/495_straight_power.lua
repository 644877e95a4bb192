-- expect: ok|timeout|fuel|memory|runtime; straight-line powers
local f = load("local a, b = ... local r " .. ("r = a ^ b "):rep(1500000) .. " return r")
return f(1.0000001, 1e5 + 0.3) > 1 and "contained"
