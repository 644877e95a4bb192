-- expect: ok; coroutines that resume, close and wrap themselves and each other
local a, b
a = coroutine.create(function() assert(not coroutine.resume(a)) assert(not pcall(coroutine.close, a)) b = coroutine.create(function() return coroutine.resume(a), pcall(coroutine.close, a) end) return coroutine.resume(b) end)
local ok, _, x, y = coroutine.resume(a) assert(ok and x == false and y == false)
local w w = coroutine.wrap(function() return pcall(w) end) assert(select(1, w()) == false)
assert(not pcall(coroutine.close, coroutine.running())) assert(not coroutine.resume((coroutine.running()))) return "contained"
