-- Adds up an order list. Scripts like this come from users: this one gets patterns, tables, mathematics and print,
-- but no files, no processes and no more memory or time than it was given.
local orders = [[
apple  3 x 0.50
pear   2 x 0.75
apple  1 x 0.55
plum   ? x 0.20
]]

local cents, names, refused = {}, {}, {} -- whole cents, so that sums are exact
for line in orders:gmatch "[^\n]+" do
  local name, count, whole, rest = line:match "^(%a+)%s+(%d+) x (%d+)%.(%d%d)$"
  if not name then
    refused[#refused + 1] = line
  else
    if not cents[name] then names[#names + 1] = name end
    cents[name] = (cents[name] or 0) + math.tointeger(count) * math.tointeger(whole .. rest)
  end
end

table.sort(names)
local total = 0
for _, name in ipairs(names) do
  print(("%-6s %5.2f"):format(name, cents[name] / 100))
  total = total + cents[name]
end
print(("total  %5.2f"):format(total / 100))

return { cents = cents, total = total, refused = refused } -- the host reads it as data: no text to parse
