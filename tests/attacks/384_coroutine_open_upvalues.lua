-- expect: ok|timeout|fuel|memory|runtime; suspended coroutines whose upvalues stay open, collected over and over
local t = {} for i = 1, 1e9 do
  local f local co = coroutine.create(function() local a, b, c = {}, {}, {} f = function() return a, b, c, f end coroutine.yield() end)
  coroutine.resume(co) t[i % 3000] = {f, co} end
