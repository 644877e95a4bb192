-- Many small tables, most of them soon garbage.
local function grow(depth)
  if depth == 0 then return {} end
  return { grow(depth - 1), grow(depth - 1) }
end
local function count(tree)
  return tree[1] and 1 + count(tree[1]) + count(tree[2]) or 1
end
local n = 0
for i = 1, 3 do n = n + count(grow(6)) end
return n
