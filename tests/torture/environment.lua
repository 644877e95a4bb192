-- Functions with environments of their own, globals by the dozen.
for i = 1, 60 do _G['global' .. i] = { i } end
local sum = 0
for i = 1, 60 do sum = sum + _G['global' .. i][1] end
local function within(env)
  local _ENV = env
  a = 1
  b = a + 1
  function c() return a + b end
  return c()
end
local results = {}
for i = 1, 20 do results[i] = within({}) end
local inherited = setmetatable({}, { __index = _G })
return sum, results, within(inherited), inherited.a
