-- Float arithmetic over arrays: largest singular value by power iteration.
local function cell(row, column)
  local diagonal = row + column - 1
  return 1.0 / (diagonal * (diagonal - 1) * 0.5 + row)
end

local function multiply(n, from, to)
  for row = 1, n do
    local sum = 0.0
    for column = 1, n do sum = sum + cell(row, column) * from[column] end
    to[row] = sum
  end
end

local function multiply_transposed(n, from, to)
  for row = 1, n do
    local sum = 0.0
    for column = 1, n do sum = sum + cell(column, row) * from[column] end
    to[row] = sum
  end
end

local function norm(n)
  local u, v, scratch = {}, {}, {}
  for i = 1, n do u[i] = 1.0 end
  for _ = 1, 8 do
    multiply(n, u, scratch)
    multiply_transposed(n, scratch, v)
    multiply(n, v, scratch)
    multiply_transposed(n, scratch, u)
  end
  local uv, vv = 0.0, 0.0
  for i = 1, n do
    uv = uv + u[i] * v[i]
    vv = vv + v[i] * v[i]
  end
  return math.sqrt(uv / vv)
end

return string.format("%.9f", norm(560))
