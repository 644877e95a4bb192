-- expect: ok|timeout|fuel|memory|runtime; straight-line bitwise operations convert a long numeral each time
local s = "0x" .. ("0"):rep(1 << 20) .. "7"
local f = load("local s = ... local r " .. ("r = s | 1 "):rep(100000) .. " return r")
return f(s) == 7 and "contained"
