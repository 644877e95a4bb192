-- expect: ok; __tostring and __name of all kinds under %s
for _, f in ipairs {function() return {} end, function() end, function() error({}) end, 5, "x"} do
  assert(not pcall(string.format, "%s", setmetatable({}, {__tostring = f})))
end
for _, n in ipairs {("n"):rep(1 << 20), ""} do assert(string.format("%s", setmetatable({}, {__name = n})):sub(1, #n) == n) end
assert(not pcall(string.format, "%10s", "a\0b")) return "contained"
