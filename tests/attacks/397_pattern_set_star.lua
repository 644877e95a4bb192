-- expect: ok|timeout|fuel|memory|runtime; a set of 100000 characters under '*', ten times
local set = "[" .. ("b-c"):rep(40000) .. "a]" return (("a"):rep(3000)):find((set .. "*"):rep(3) .. "x")
