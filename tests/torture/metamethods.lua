-- Arithmetic, indexing, length and calls by metamethods.
local calls = {}
local meta = {}
for _, event in ipairs({ 'add', 'sub', 'mul', 'div', 'mod', 'pow', 'unm', 'idiv', 'band', 'bor', 'bxor', 'shl', 'shr', 'bnot' }) do
  meta['__' .. event] = function(a, b) calls[#calls + 1] = event return setmetatable({ a, b }, meta) end
end
meta.__len = function() return 42 end
meta.__call = function(self, ...) return select('#', ...), ... end
meta.__index = function(_, k) return 'got ' .. k end
meta.__newindex = function(t, k, v) rawset(t, k, { v }) end
local function new() return setmetatable({}, meta) end
for _ = 1, 4 do
  local a, b = new(), new()
  local c = a + b - a * b / a % b ^ a // b
  local d = a & b | a ~ b << a >> ~b
  a.field = -c
  calls[#calls + 1] = a.missing .. #d
  calls[#calls + 1] = (select('#', a(1, nil, 3)))
end
return calls
