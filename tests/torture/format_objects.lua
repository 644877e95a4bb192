-- tostring and %s through __tostring and __name.
local meta = { __tostring = function(o) return ('<%s %d>'):format(o.name, #o) end }
local objects = {}
for i = 1, 50 do
  objects[i] = setmetatable({ name = 'object' .. i, i, i }, meta)
end
local shown = {}
for i, o in ipairs(objects) do shown[i] = tostring(o) .. ('%s %20s'):format(o, o) end
print(table.unpack(objects))
return shown
