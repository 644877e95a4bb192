-- Sources with many functions, upvalues, locals, labels and attributes.
local lines = { 'local up1, up2, up3 = 1, 2, 3', 'local api = {}' }
for i = 1, 25 do
  lines[#lines + 1] = ('function api.f%d(a, b, ...)'):format(i)
  lines[#lines + 1] = ('  local x%d <const>, y%d, z%d = %d, up1 + up2, { ... }'):format(i, i, i, i)
  lines[#lines + 1] = ('  for n = 1, 3 do if n == 2 then goto out end y%d = y%d + n end'):format(i, i)
  lines[#lines + 1] = '  ::out::'
  lines[#lines + 1] = ('  return function() up3 = up3 + 1 return x%d + y%d + #z%d + up3 end'):format(i, i, i)
  lines[#lines + 1] = 'end'
end
lines[#lines + 1] = 'return api'
local api = load(table.concat(lines, '\n'), '@made')()
local sum = 0
for i = 1, 25 do sum = sum + api['f' .. i](1, 2, 3, 4)() end
return sum
