-- Closures that share upvalues, open and closed.
local made = {}
for i = 1, 20 do
  local n = i
  made[i] = { add = function(k) n = n + k return n end, get = function() return n end }
end
local sum = 0
for i, pair in ipairs(made) do
  pair.add(i)
  sum = sum + pair.get()
end
return sum, made
