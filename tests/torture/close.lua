-- __close: in order, on errors, in coroutines, and out of loops.
local log = {}
local function guard(name)
  return setmetatable({}, { __close = function(_, e) log[#log + 1] = name .. ':' .. type(e) end })
end
for i = 1, 8 do
  local a <close> = guard('a' .. i)
  local b <close> = guard('b' .. i)
  if i % 2 == 0 then goto continue end
  log[#log + 1] = 'turn ' .. i
  ::continue::
end
pcall(function()
  local c <close> = guard('c')
  local d <close> = guard('d')
  error({ code = 1 })
end)
local co = coroutine.wrap(function()
  local e <close> = guard('e')
  coroutine.yield(1)
  return 2
end)
co() co()
local left = coroutine.create(function()
  local f <close> = guard('f')
  coroutine.yield()
end)
coroutine.resume(left)
coroutine.close(left)
return log
