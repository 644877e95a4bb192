-- Branches and arithmetic: the three kinds of loop, integer, float and bitwise.
local function collatz_total(limit)
  local total = 0
  for start = 1, limit do
    local n = start
    while n ~= 1 do
      if n & 1 == 0 then
        n = n >> 1
      else
        n = 3 * n + 1
      end
      total = total + 1
    end
  end
  return total
end

local function leibniz(terms)
  local sum, sign = 0.0, 1.0
  for k = 0, terms - 1 do
    sum = sum + sign / (2 * k + 1)
    sign = -sign
  end
  return 4 * sum
end

local function xorshift_mix(rounds)
  local x, left = 88172645463325252, rounds
  repeat
    x = x ~ (x << 13)
    x = x ~ (x >> 7)
    x = x ~ (x << 17)
    left = left - 1
  until left == 0
  return x
end

local function nested(n)
  local hits = 0
  for i = 1, n do
    for j = i, n do
      if (i * j) % 7 == 3 then hits = hits + 1 end
    end
  end
  return hits
end

return string.format("%d %.12f %d %d", collatz_total(80000), leibniz(10000000),
  xorshift_mix(6000000), nested(3200))
