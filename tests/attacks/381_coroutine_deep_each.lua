-- expect: ok|timeout|fuel|memory|runtime; coroutines with deep stacks, all alive
local function deep(n) if n > 0 then local r = deep(n - 1) return r end coroutine.yield() end
local t = {} for i = 1, 1e9 do t[i] = coroutine.wrap(deep) t[i](1000) end
