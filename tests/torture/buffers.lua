-- Library buffers that outgrow the C stack, several at once.
local parts = {}
for i = 1, 30 do parts[i] = ('part %d '):format(i):rep(i * 3) end
local all = table.concat(parts, ';')
local upper = all:upper()
local reversed = all:reverse()
local swapped = all:gsub('part', function(word) return word:reverse() .. table.concat({ word, word }, '+') end)
return #all, #upper, reversed:sub(1, 20), #swapped
