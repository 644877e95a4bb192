-- expect: ok|timeout|fuel|memory|runtime; suspended coroutines are traversed again in the atomic step
local t = {}
for i = 1, 1e9 do t[i % 16000] = coroutine.wrap(function() local a, b, c coroutine.yield() return a, b, c end) t[i % 16000]() end
