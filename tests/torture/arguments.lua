-- Varargs: passed on, packed, counted, selected, cut off.
local function pass(...) return ... end
local function count(...) return select('#', ...), select(-1, ...) end
local function head(first, ...) return first, { ... } end
local packed = table.pack(pass(1, nil, 'three', nil))
local t = {}
for i = 1, 40 do t[i] = 'a' .. i end
local n, last = count(table.unpack(t))
local first, rest = head(table.unpack(t))
local nested = {}
for i = 1, 20 do nested[i] = { pass(i, pass(i + 1, i + 2)) } end
return packed.n, n, last, first, #rest, nested, (pass(7, 8))
