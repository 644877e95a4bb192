-- expect: ok|timeout|fuel|memory|runtime; the same through a chain of 150 coroutines
local f = load("local f, n, w = ... if n > 0 then goto call end do " .. ("f = n "):rep(1500000) .. " end ::call:: if n == 0 then while true do end end if n % 7 == 0 then w(f)(f, n - 1, w) end local r = f(f, n - 1, w) return r")
return f(f, 1000, coroutine.wrap)
