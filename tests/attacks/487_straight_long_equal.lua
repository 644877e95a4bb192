-- expect: ok|timeout|fuel|memory|runtime; straight-line code has no branch: comparisons of long strings that differ in the last byte
local a, b = ("x"):rep(4 << 20) .. "a", ("x"):rep(4 << 20) .. "b"
local f = load("local a, b = ... local r " .. ("r = a == b "):rep(100000) .. " return r")
return f(a, b) == false and "contained"
