-- fuel: 3000
-- Ends by its fuel: no failure on the way may hide that.
local t = {}
while true do
  pcall(function()
    for i = 1, 100 do t[i % 50 + 1] = { ('x'):rep(i), i } end
    error({})
  end)
  coroutine.wrap(function() pcall(string.rep, 'x', 100) end)()
end
