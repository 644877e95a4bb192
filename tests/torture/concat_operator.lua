-- The .. operator: chains, numbers, metamethods, growing strings.
local s = ''
for i = 1, 120 do s = s .. i .. ',' .. i / 2 .. ';' end
local meta = {}
meta.__concat = function(a, b)
  return setmetatable({ text = (a.text or a) .. '|' .. (b.text or b) }, meta)
end
local c = setmetatable({ text = 'c' }, meta)
local joined = 'a' .. c .. 'b' .. c
for i = 1, 20 do joined = joined .. i end
return s, getmetatable(joined) == meta and joined.text
