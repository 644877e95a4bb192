-- expect: ok|timeout|fuel|memory|runtime; every error names a variable by scanning the function from its start
local f = load("local n = ... if n then goto last end do " .. ("n = n "):rep(1500000) .. " end ::last:: local x = n.a.b.c")
for i = 1, 1e9 do pcall(f, {a = {}}) end
