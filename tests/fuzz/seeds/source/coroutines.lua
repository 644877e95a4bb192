local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
local sum = 0
for i in gen(10) do sum = sum + i end
local co = coroutine.create(function(...)
  local x <close> = setmetatable({}, {__close = function() coroutine.yield("closing") end})
  local ok, e = pcall(function(...) coroutine.yield(...) error({}) end, ...)
  table.sort({3, 1, 2}, function(p, q) return p < q end)
  return ok, e
end)
local r = {coroutine.resume(co, 1, 2)}
r[#r + 1] = select("#", coroutine.resume(co))
return sum, r, coroutine.status(co), coroutine.close(co), pcall(gen(0)), coroutine.isyieldable()
