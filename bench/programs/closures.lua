-- Closures: made, kept, composed and called; upvalues shared and written.
local function counter(start)
  local value = start
  return function(by)
    value = value + by
    return value
  end, function() return value end
end

local function compose(f, g)
  return function(...) return f(g(...)) end
end

local function map(list, f)
  local out = {}
  for i = 1, #list do out[i] = f(list[i]) end
  return out
end

local function fold(list, f, value)
  for i = 1, #list do value = f(value, list[i]) end
  return value
end

local function range(first, last)
  local at = first - 1
  return function()
    at = at + 1
    if at <= last then return at end
  end
end

local list = {}
for i in range(1, 500) do list[i] = i end

local total = 0
for round = 1, 2400 do
  local add, read = counter(round)
  local bump = compose(function(x) return x % 1009 end, function(x) return x * 3 + round end)
  local makers = map(list, function(x)
    return function(y) return bump(x) + y end
  end)
  for i in range(1, #makers) do add(makers[i](i)) end
  total = total + fold(list, function(sum, x) return (sum + x * read()) % 65521 end, 0)
end
return total
