-- profile: locked
-- Pure computation: what the smallest profile has.
local function primes(n)
  local sieve, list = {}, {}
  for i = 2, n do
    if not sieve[i] then
      list[#list + 1] = i
      for k = i * i, n, i do sieve[k] = true end
    end
  end
  return list
end
local list = primes(400)
local text = {}
for i, p in ipairs(list) do text[i] = ('%d:%s'):format(p, utf8.char(p + 200)) end
return list, table.concat(text, ' '), math.tointeger(2 ^ 31), math.type(1.0)
