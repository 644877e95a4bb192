-- Ends with something the profile forbids, after others that were caught.
local caught = {}
for i = 1, 10 do
  caught[i] = select(2, pcall(function() string.upper = nil end))
  caught[#caught + 1] = select(2, pcall(setmetatable, {}, { __gc = print }))
  caught[#caught + 1] = select(2, pcall(collectgarbage, 'stop'))
end
print(table.concat(caught, '\n'))
math.pi = 3
