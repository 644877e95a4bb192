-- table.sort with and without comparators; one that lies.
local numbers, words = {}, {}
for i = 1, 120 do
  numbers[i] = (i * 7919) % 1009
  words[i] = ('w%d'):format((i * 31) % 127)
end
table.sort(numbers)
table.sort(words, function(a, b) return #a > #b or #a == #b and a < b end)
local objects = {}
for i, n in ipairs(numbers) do objects[i] = { key = n, text = 'k' .. n } end
table.sort(objects, function(a, b) return a.text .. 'x' < b.text .. 'x' end)
local ok, message = pcall(table.sort, { 3, 1, 'x', 2 })
return numbers, words, objects[1], ok, message
