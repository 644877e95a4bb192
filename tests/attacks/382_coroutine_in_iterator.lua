-- expect: runtime|timeout|fuel|memory; generic for over a coroutine that breeds iterators
local function gen() return coroutine.wrap(function() for i = 1, 3 do for j in G() do coroutine.yield(j) end coroutine.yield(i) end end) end
G = gen for v in gen() do end return "contained"
