-- expect: ok|timeout|fuel|memory|runtime; the traceback of a kill names each call by scanning the function from its start: 3 million instructions
local f = load("local f, n = ... if n > 0 then goto call end do " .. ("f = n "):rep(2500000) .. " end ::call:: if n == 0 then while true do end end local r = f(f, n - 1) return r")
return f(f, 150)
