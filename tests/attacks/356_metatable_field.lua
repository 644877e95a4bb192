-- expect: ok; __metatable hides and protects, whatever it is
for _, v in ipairs {false, 0, "x", {}, print} do
  local t = setmetatable({}, {__metatable = v}) assert(getmetatable(t) == v) assert(not pcall(setmetatable, t, {})) assert(not pcall(setmetatable, t, nil))
end
return "contained"
