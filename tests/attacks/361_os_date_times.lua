-- expect: ok; times at and past the edges
for _, t in ipairs {0, -1, math.mininteger, math.maxinteger, 1 << 31, 1 << 32, -1 << 31, 1 << 55, 67768036191676799, 67768036191676800, -67768040609740800, -67768040609740801, 1e15, 2^53} do
  for _, f in ipairs {"!%c", "%x %X", "*t", "!*t", "%Y"} do local ok, e = pcall(os.date, f, t) if type(e) == "string" then assert(#e < 200) end end
end
assert(not pcall(os.date, "%c", 0.5)) assert(not pcall(os.date, "%c", 1e300)) assert(not pcall(os.date, "%c", "x")) return "contained"
