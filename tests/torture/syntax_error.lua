-- Ends as no program: the parser gives up in the middle of a function.
local function complete(a, b)
  local t = { a, b, [1] = 'x', name = function(...) return ... end }
  for i, v in ipairs(t) do
    if v then goto next end
    ::next::
  end
  return t
end
local function broken(x)
  local kept = 'constants ' .. 'by the ' .. 'dozen'
  while x do
    x = x - 1
  until x == 0
end
