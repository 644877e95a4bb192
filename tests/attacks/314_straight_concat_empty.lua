-- expect: ok|timeout|fuel|memory|runtime; straight-line concatenations with empty strings
local f = load("local a, b = ... local r " .. ("r = a .. b .. a .. b .. a .. b "):rep(200000) .. " return r")
return f("", "") == "" and "contained"
