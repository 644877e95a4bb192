-- Array parts that grow, are filled backwards, and are split by holes.
local forward, backward, sparse = {}, {}, {}
for i = 1, 300 do forward[i] = i end
for i = 200, 1, -1 do backward[i] = i end
for i = 1, 200, 7 do sparse[i] = i end
for i = 1, 12 do sparse[2 ^ i] = -i end
for i = 50, 100 do forward[i] = nil end
local grid = {}
for y = 1, 12 do
  grid[y] = {}
  for x = 1, 12 do grid[y][x] = x * y end
end
return forward, backward, sparse, grid
