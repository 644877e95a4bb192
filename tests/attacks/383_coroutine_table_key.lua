-- expect: ok|timeout|fuel|memory|runtime; coroutines as keys of weak tables that refer to them
local t = setmetatable({}, {__mode = "k"})
for i = 1, 1e9 do local co co = coroutine.create(function() local me = co coroutine.yield() return me end) coroutine.resume(co) t[co] = {co} end
