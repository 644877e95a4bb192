-- expect: ok|timeout|fuel|memory|runtime; a traceback for each impossible request, through 150 coroutines in a huge function
local f = load("local f, n, w = ... if n > 0 then goto call end do " .. ("f = n "):rep(1500000) .. " end ::call:: if n == 0 then for i = 1, 1e9 do pcall(string.rep, 'x', 1 << 40) end end if n % 7 == 0 then w(f)(f, n - 1, w) end local r = f(f, n - 1, w) return r")
return f(f, 1000, coroutine.wrap)
