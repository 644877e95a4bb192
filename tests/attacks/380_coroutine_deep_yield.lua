-- expect: ok|timeout|fuel|memory|runtime; a yield from 100000 frames down, resumed again and again
local function deep(n) if n > 0 then local r = deep(n - 1) return r end while true do coroutine.yield(n) end end
local co = coroutine.wrap(deep) co(80000) while true do co() end
