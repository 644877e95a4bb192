-- expect: ok; ranges of all sizes
local lo, hi = math.mininteger, math.maxinteger
for i = 1, 1000 do
  local r = math.random(lo, hi) assert(math.type(math.random(0)) == "integer") r = math.random(lo, lo) assert(r == lo)
  r = math.random(hi - 1, hi) assert(r >= hi - 1) r = math.random(-1 << 62, (1 << 62) + 1)
end
for _, a in ipairs {{2, 1}, {0, -1}, {hi, lo}, {1.5}, {1, 2, 3}, {-1}, {1 / 0}, {0 / 0}} do assert(not pcall(math.random, table.unpack(a))) end
return "contained"
