-- goto and labels, loops made of them, closures in each turn.
local made, i = {}, 1
::again::
do
  local n = i
  made[#made + 1] = function() n = n + 1 return n end
end
i = i + 1
if i <= 60 then goto again end
local found
for a = 1, 20 do
  for b = 1, 20 do
    local keep = function() return a * b end
    if keep() == 323 then found = { a, b } goto done end
  end
end
::done::
local sum = 0
for _, f in ipairs(made) do sum = sum + f() end
return sum, found
