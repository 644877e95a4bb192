-- expect: ok|timeout|fuel|memory|runtime; 400000 indexings in one expression
local t = {} t.a = t
return load("local t = ... return t" .. (".a"):rep(400000))(t) == t and "contained"
