-- expect: ok|timeout|fuel|memory|runtime; comparing strings of megabytes costs no call
local a, b = ("x"):rep(14 << 20), ("x"):rep(14 << 20)
while a == b do end
