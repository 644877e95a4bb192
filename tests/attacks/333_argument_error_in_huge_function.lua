-- expect: ok|timeout|fuel|memory|runtime; every wrong argument names its function by scanning the caller
local f = load("local n = ... if n then goto last end do " .. ("n = n "):rep(1500000) .. " end ::last:: local rep = string.rep rep()")
for i = 1, 1e9 do pcall(f, 1) end
