-- expect: ok; no level of an error names a place outside the script
for level = -3, 40 do
  local ok, e = pcall(error, "m", level)
  if e:find("/") or e:find("%.c:") or e:find("%[C%]") then return "ESCAPED: " .. e end
end
for _, level in ipairs {math.mininteger, math.maxinteger, 1 << 31, 1 << 32, -1 << 31} do pcall(error, "m", level) end
return "contained"
