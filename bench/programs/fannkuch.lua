-- Small arrays: most flips over all permutations, visited in rotation order.
local function flips_of(order, work, n)
  for i = 1, n do work[i] = order[i] end
  local flips, first = 0, work[1]
  while first ~= 1 do
    local low, high = 1, first
    while low < high do
      work[low], work[high] = work[high], work[low]
      low, high = low + 1, high - 1
    end
    flips = flips + 1
    first = work[1]
  end
  return flips
end

-- Rotates the shortest prefix that has a rotation left; false when none has.
local function advance(order, turns, n)
  for length = 2, n do
    local head = order[1]
    for i = 1, length - 1 do order[i] = order[i + 1] end
    order[length] = head
    turns[length] = turns[length] + 1
    if turns[length] < length then return true end
    turns[length] = 0
  end
  return false
end

local function fannkuch(n)
  local order, work, turns = {}, {}, {}
  for i = 1, n do order[i], turns[i] = i, 0 end
  local most, checksum, sign = 0, 0, 1
  repeat
    local flips = flips_of(order, work, n)
    if flips > most then most = flips end
    checksum = checksum + sign * flips
    sign = -sign
  until not advance(order, turns, n)
  return most, checksum
end

local report = {}
for _, n in ipairs({ 9, 8, 7, 9 }) do
  local most, checksum = fannkuch(n)
  report[#report + 1] = n .. ":" .. most .. ":" .. checksum
end
return table.concat(report, " ")
