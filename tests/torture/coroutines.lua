-- Coroutines: generators, wrapped, passed values, many alive at once.
local function range(n)
  return coroutine.wrap(function() for i = 1, n do coroutine.yield(i, 'v' .. i) end end)
end
local seen = {}
for i, v in range(30) do seen[i] = v end
local alive = {}
for i = 1, 12 do
  alive[i] = coroutine.create(function(...)
    local sum = select('#', ...)
    while true do sum = sum + coroutine.yield(sum) end
  end)
end
local sums = {}
for turn = 1, 5 do
  for i, co in ipairs(alive) do
    local _, sum = coroutine.resume(co, i)
    sums[i] = sum
  end
end
return seen, sums, coroutine.isyieldable(), coroutine.running() ~= nil
