-- expect: ok|runtime|timeout|fuel|memory; table functions on lengths at the edges of integers
for _, n in ipairs {math.maxinteger, math.mininteger, -1, 0, 1 << 53, 0.5, "3", "x", {}} do
  local t = setmetatable({}, {__len = function() return n end})
  pcall(table.insert, t, 1) pcall(table.insert, t, n, 1) pcall(table.unpack, t, math.maxinteger - 1) if not (n == math.maxinteger or n == 1 << 53) then pcall(table.remove, t) pcall(table.concat, t) pcall(table.sort, t) end
end
return "contained"
