-- expect: ok; ranges that no stack holds, and empty ones at the edges
local lo, hi = math.mininteger, math.maxinteger
for _, r in ipairs {{lo, hi}, {0, hi}, {lo, 0}, {1, 1 << 31}, {1, 1 << 32}, {-1, hi - 1}, {1, 999999999}} do assert(not pcall(table.unpack, {}, r[1], r[2])) end
assert(select("#", table.unpack({}, hi, lo)) == 0 and select("#", table.unpack({}, hi, hi)) == 1 and select("#", table.unpack({}, lo, lo + 1)) == 2) return "contained"
