-- String building: .. on short and growing strings, table.concat, sub and byte.
local function line(i)
  return "item " .. i .. ": " .. (i * 7 % 1000) .. "/" .. (i % 13) .. ";"
end

local function by_append(count)
  local text = ""
  for i = 1, count do text = text .. line(i) end
  return text
end

local function by_concat(count)
  local parts = {}
  for i = 1, count do parts[#parts + 1] = line(i) end
  return table.concat(parts, "\n")
end

local function by_letters(text)
  local parts = {}
  for i = 1, #text do
    local letter = text:sub(i, i)
    if letter ~= " " then parts[#parts + 1] = letter end
  end
  return table.concat(parts)
end

local function checksum(text)
  local sum = #text
  for i = 1, #text, 3 do sum = (sum * 31 + text:byte(i)) & 0x7fffffff end
  return sum
end

local total = 0
for round = 1, 30 do
  total = total ~ checksum(by_append(800 + round))
  local long = by_concat(8000 + round)
  total = total ~ checksum(long)
  total = total ~ checksum(by_letters(long:sub(1, 60000)))
end
return total
