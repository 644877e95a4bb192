-- Array writes: primes by the sieve of Eratosthenes, one fresh table per round.
local function sieve(limit)
  local composite = {}
  for i = 1, limit do composite[i] = false end
  local count, last = 0, 0
  for i = 2, limit do
    if not composite[i] then
      count, last = count + 1, i
      for multiple = i * i, limit, i do composite[multiple] = true end
    end
  end
  return count, last
end

local total = 0
for round = 1, 16 do
  local count, last = sieve(600000 + round)
  total = total + count * round + last
end
return total
