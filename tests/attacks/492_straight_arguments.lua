-- expect: ok|timeout|fuel|memory|runtime; an argument list of comparisons of long strings
local a, b = ("x"):rep(4 << 20) .. "a", ("x"):rep(4 << 20) .. "b"
local f = load("local a, b = ... return {" .. ("a == b, "):rep(100000) .. "}")
return #f(a, b) == 100000 and "contained"
