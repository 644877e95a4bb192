-- A result with shared and cyclic tables.
local shared = { 'shared' }
local list = {}
for i = 1, 60 do
  local node = { n = i, shared = shared, previous = list[i - 1] }
  node.self = node
  list[i] = node
end
for i = 1, 59 do list[i].next = list[i + 1] end
list.list = list
return list, shared, list
