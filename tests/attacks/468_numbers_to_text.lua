-- expect: ok; numerals at all edges, in all bases
for b = 2, 36 do assert(tonumber("10", b) == b) for _, s in ipairs {"", " ", "-", "--1", "1 1", "0x", "z_", "\0", "1\0", ("z"):rep(100), "-" .. ("1"):rep(200)} do local r = tonumber(s, b) assert(r == nil or math.type(r) == "integer") end end
for _, b in ipairs {1, 37, 0, -1, 1 << 32, 0.5} do assert(not pcall(tonumber, "1", b)) end assert(not pcall(tonumber)) assert(not pcall(tonumber, 1, 10))
for _, s in ipairs {"1e", "0x.p1", "0x", "1e+", "inf", "nan", "0xp", ".", "e1", "1..2", "0b1", "1_0", "1e1e1", "0x1p", "١", "1\0"} do assert(tonumber(s) == nil, s) end return "contained"
