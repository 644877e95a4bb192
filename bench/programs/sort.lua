-- table.sort: numbers and strings by <, numbers and records by a comparator.
local seed = 42
local function random(limit)
  seed = (seed * 1103515245 + 12345) & 0x7fffffff
  return (seed >> 8) % limit
end

local function fill(count, make)
  local list = {}
  for i = 1, count do list[i] = make(i) end
  return list
end

local function checksum(list, key)
  local sum = 0
  for i = 1, #list do sum = (sum * 33 + key(list[i])) & 0x7fffffff end
  return sum
end

local function same(x) return x end

local numbers = fill(100000, function() return random(1000000) end)
table.sort(numbers)
local total = checksum(numbers, same)

table.sort(numbers, function(a, b) return a > b end)
total = total ~ checksum(numbers, same)

local floats = fill(80000, function(i) return random(100000) / 8 + i / 65536 end)
table.sort(floats)
total = total ~ checksum(floats, function(x) return x // 1 | 0 end)

local words = fill(60000, function(i) return "key" .. random(100000) .. "-" .. i end)
table.sort(words)
total = total ~ checksum(words, function(w) return w:byte(4) * 256 + #w end)

local records = fill(60000, function(i) return { rank = random(500), id = i } end)
table.sort(records, function(a, b)
  if a.rank ~= b.rank then return a.rank < b.rank end
  return a.id < b.id
end)
return total ~ checksum(records, function(r) return r.rank * 7 + r.id end)
