-- expect: ok; select from both ends and beyond
for _, n in ipairs {0, math.mininteger, -4, -1 << 32, 0.5, "x"} do assert(not pcall(select, n, 1, 2, 3)) end
assert(select("#", select(math.maxinteger, 1)) == 0 and select(-3, 1, 2, 3) == 1 and select("2", 1, 2) == 2 and select("#") == 0) return "contained"
