-- Allocation and collection: many short-lived trees beside one that stays.
local function grow(depth)
  if depth == 0 then return {} end
  return { left = grow(depth - 1), right = grow(depth - 1) }
end

local function count(tree)
  if not tree.left then return 1 end
  return 1 + count(tree.left) + count(tree.right)
end

local function run(deepest, nodes_each)
  local kept = grow(deepest)
  local report = {}
  for depth = 4, deepest, 4 do
    local rounds, nodes = nodes_each >> depth, 0
    for _ = 1, rounds do nodes = nodes + count(grow(depth)) end
    report[#report + 1] = rounds .. "x" .. depth .. "=" .. nodes
  end
  report[#report + 1] = "kept=" .. count(kept)
  return table.concat(report, " ")
end

return run(13, 3 << 17)
