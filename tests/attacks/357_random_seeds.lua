-- expect: ok; what randomseed returns is no address and no time, and seeds of all kinds work
local a, b = math.randomseed() local c, d = math.randomseed()
if a == c and b == d then return "ESCAPED: the seed does not change" end
if a >> 12 == c >> 12 or math.abs(a - os.time()) < 1 << 20 then return "ESCAPED: a clock or an address" end
for _, s in ipairs {0, -1, math.mininteger, math.maxinteger, 0.5, 1e300, -1e300, 1 / 0, 0 / 0} do pcall(math.randomseed, s) pcall(math.randomseed, s, s) end
return "contained"
