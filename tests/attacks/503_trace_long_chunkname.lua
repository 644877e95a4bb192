-- expect: ok|timeout|fuel|memory|runtime; chunk names of megabytes are searched for a line's end for every frame of a traceback
local name = ("n"):rep(10 << 20)
local f = load("local f, n, w = ... if n == 0 then while true do end end if n % 7 == 0 then w(f)(f, n - 1, w) end local r = f(f, n - 1, w) return r", name)
return f(f, 1000, coroutine.wrap)
