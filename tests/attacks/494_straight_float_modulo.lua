-- expect: ok|timeout|fuel|memory|runtime; straight-line modulo of floats with exponents far apart
local f = load("local a, b = ... local r " .. ("r = a % b "):rep(1000000) .. " return r")
return f(1.7e308, 5e-324) == 0 and "contained"
