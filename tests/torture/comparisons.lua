-- Metamethods of comparison, and a sort that uses them.
local meta = {}
meta.__eq = function(a, b) return a.n == b.n end
meta.__lt = function(a, b) return a.n < b.n end
meta.__le = function(a, b) return a.n <= b.n end
local function box(n) return setmetatable({ n = n }, meta) end
local boxes = {}
for i = 1, 60 do boxes[i] = box((i * 37) % 61) end
table.sort(boxes)
local ordered = {}
for i, b in ipairs(boxes) do ordered[i] = b.n end
return ordered, box(1) == box(1), box(1) <= box(0)
