-- expect: ok|runtime|timeout|fuel; removing at positions around the length
local t = setmetatable({}, {__len = function() return math.maxinteger end})
for _, p in ipairs {math.maxinteger, math.mininteger, 0, -1} do pcall(table.remove, t, p) end pcall(table.remove, t, 1) return "contained"
