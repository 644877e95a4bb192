-- expect: ok; differences of all times
for _, v in ipairs {math.mininteger, math.maxinteger, 0, -1} do os.difftime(v, -v - 1) os.difftime(v, v) end
assert(not pcall(os.difftime)) assert(not pcall(os.difftime, 0.5, 1)) assert(os.clock() >= 0) return "contained"
