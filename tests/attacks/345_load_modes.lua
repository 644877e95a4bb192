-- expect: ok; no mode lets a binary chunk in
for _, m in ipairs {"b", "bt", "tb", "t", "", "x", "t\0b", ("b"):rep(1000), ("t"):rep(1 << 20), 5} do
  for _, s in ipairs {"\27Lua", "\27LuaT\0\x19\x93", "\27" .. ("x"):rep(100), "\27"} do
    local ok, f = pcall(load, s, "c", m) if ok and f then return "ESCAPED: binary chunk" end
    local sent ok, f = pcall(load, function() if not sent then sent = true return s end end, "c", m) if ok and f then return "ESCAPED: binary chunk" end
  end
end
return "contained"
