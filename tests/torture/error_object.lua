-- Ends with an error that is a table with __tostring.
local meta = { __tostring = function(e)
  local parts = {}
  for i = 1, 20 do parts[i] = e.name .. i end
  return table.concat(parts, ' ')
end }
local function level(n)
  if n == 0 then error(setmetatable({ name = 'object' }, meta)) end
  level(n - 1)
end
level(20)
