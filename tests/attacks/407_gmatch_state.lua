-- expect: ok; iterators of gmatch driven by hand, with extra arguments, past their end and from other coroutines
local f = ("abc"):gmatch(".") assert(f(1, 2, 3) == "a") assert(coroutine.wrap(f)() == "b") assert(f() == "c" and f() == nil and f() == nil)
for _, i in ipairs {math.mininteger, math.maxinteger, 0, -1, 5} do local n = 0 for _ in ("abc"):gmatch(".", i) do n = n + 1 end assert(n <= 3) end return "contained"
