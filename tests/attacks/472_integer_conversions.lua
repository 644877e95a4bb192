-- expect: ok; floats as integers, shifts past the width, division by edges
for _, v in ipairs {2^63, -2^63 - 1025, 1 / 0, 0 / 0, 0.5, "x", "0.5", "9223372036854775808"} do assert(not pcall(function() return v | 0 end)) end
for s = -200, 200 do local r = 1 << s r = -1 >> s assert(s > -64 and s < 64 or 1 << s == 0) end for _, s in ipairs {math.mininteger, math.maxinteger} do assert(1 << s == 0 and 1 >> s == 0) end
assert(math.mininteger // -1 == math.mininteger and math.mininteger % -1 == 0 and not pcall(function() return 1 // 0 end) and not pcall(function() return 1 % 0 end)) return "contained"
