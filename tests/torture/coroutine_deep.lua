-- Coroutines inside coroutines, with deep stacks of their own.
local function down(n)
  if n == 0 then
    coroutine.yield('bottom')
    return 0
  end
  return 1 + down(n - 1)
end
local function nest(level)
  local co = coroutine.wrap(function()
    if level > 0 then coroutine.yield(nest(level - 1)) end
    coroutine.yield(down(60))
    return 'done'
  end)
  local first = co()
  if level > 0 then co() end
  return first .. level
end
return nest(12)
