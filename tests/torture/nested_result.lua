-- A result of nested tables, strings and pairs of every kind of key.
local function build(depth)
  if depth == 0 then return { 'leaf', 1.5, true, ('s'):rep(20) } end
  local t = { name = 'level ' .. depth, [1.5] = 'float', [true] = 'boolean', [-3] = 'negative' }
  for i = 1, 3 do t[i] = build(depth - 1) end
  return t
end
return build(3), 0.0, -0.0, 1 / 0, 'a\0b', nil, false
