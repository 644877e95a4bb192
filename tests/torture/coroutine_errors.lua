-- Errors out of coroutines: values, tracebacks of the dead, closed ones.
local results = {}
for i = 1, 15 do
  local co = coroutine.create(function(n)
    local t = {}
    for k = 1, n do t[k] = { k } end
    if n % 3 == 0 then error({ n = n }) end
    if n % 3 == 1 then error('number ' .. n, 0) end
    return #t
  end)
  local ok, value = coroutine.resume(co, i)
  results[i] = { ok, type(value) == 'table' and value.n or value, coroutine.status(co) }
end
local wrapped = coroutine.wrap(function() error('out of wrap') end)
local ok, message = pcall(wrapped)
return results, ok, message
