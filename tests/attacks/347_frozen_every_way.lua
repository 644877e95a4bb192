-- expect: ok; writes to library tables through _ENV, upvalues, methods, iteration, move, sort and metatables
local tries = {function() local _ENV = string rep = nil end, function() string.rep, string.sub = nil end, function() function string.rep() end end,
  function() local s = math local function f() s.pi = 3 end f() end, function() for k in next, table do table[k] = nil end end, function() string[1] = 1 end,
  function() table.move({1, 2}, 1, 2, 1, utf8) end, function() table.insert(math, 1, 1) end, function() string[0.5] = 1 end, function() string[print] = 1 end,
  function() setmetatable({}, {__newindex = string}).rep = nil end, function() rawset(coroutine, 1, 1) end, function() local t <const> = os t.x = 1 end,
  function() getmetatable("").__index = nil end, function() getmetatable("").__add = nil end, function() getmetatable("").__metatable = 1 end, function() ("x").rep = 1 end,
  function() setmetatable(getmetatable(""), {}) end, function() setmetatable(table, {}) end, function() rawset(getmetatable(""), "__index", {}) end}
for i, f in ipairs(tries) do if pcall(f) then return "ESCAPED: way " .. i end end
return "contained"
