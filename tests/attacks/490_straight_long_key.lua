-- expect: ok|timeout|fuel|memory|runtime; straight-line look-ups of a long key that is equal to but not the same as the one in the table
local a, b = ("x"):rep(4 << 20) .. "a", ("x"):rep(4 << 20) .. "a"
local f = load("local t, b = ... local r " .. ("r = t[b] "):rep(100000) .. " return r")
return f({[a] = 1}, b) == 1 and "contained"
