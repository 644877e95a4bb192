-- expect: ok; a yield across every border either works or is an error that says so
local y = coroutine.yield
local m = setmetatable({}, {__index = y, __newindex = y, __add = y, __concat = y, __eq = y, __lt = y, __le = y, __len = y, __call = y, __close = y, __tostring = y, __pairs = y, __unm = y})
local fs = {function() return m.x end, function() m.x = 1 end, function() return m + 1 end, function() return m .. "x" end, function() return m == setmetatable({}, getmetatable(m)) end,
  function() return m < m end, function() return #m end, function() return m() end, function() local c <close> = m end, function() return pcall(y) end, function() return xpcall(y, y) end,
  function() for _ in y do break end end, function() return tostring(m) end, function() return table.sort({3, 2, 1}, y) end, function() return ("x"):gsub("x", y) end, function() return load(y) end,
  function() return table.concat(m) end, function() return pairs(m) end, function() return table.unpack(m) end, function() return xpcall(error, y) end, function() return select(2, pcall(pcall, y)) end}
local n = 0
for i, f in ipairs(fs) do
  local co = coroutine.create(f)
  for k = 1, 20 do local ok, e = coroutine.resume(co) if not ok then assert(type(e) ~= "string" or #e < 200) break end if coroutine.status(co) == "dead" then break end n = n + 1 end
end
assert(n > 5) return "contained"
