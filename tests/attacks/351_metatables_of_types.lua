-- expect: ok; no type but strings has a metatable, and none can be set
for _, v in ipairs {1, 0.5, true, false, print, function() end, coroutine.create(print)} do
  if getmetatable(v) ~= nil then return "ESCAPED: metatable of a " .. type(v) end
  assert(not pcall(setmetatable, v, {}))
end
assert(getmetatable(nil) == nil and not pcall(setmetatable, nil, {}) and not pcall(setmetatable, "x", {})) return "contained"
