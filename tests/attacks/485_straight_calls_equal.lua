-- expect: ok|timeout|fuel|memory|runtime; comparisons of long strings among the arguments of rawequal and as table keys
local a, b = ("x"):rep(6 << 20) .. "a", ("x"):rep(6 << 20) .. "b"
while true do rawequal(a, b) rawequal(b, a) local t = {[a] = 1} rawset(t, b, 1) rawget(t, a) end
