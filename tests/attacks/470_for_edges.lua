-- expect: ok; loops whose counter would run over
local lo, hi, n = math.mininteger, math.maxinteger, 0
for i = hi - 1, hi do n = n + 1 end for i = lo + 1, lo, -1 do n = n + 1 end for i = hi - 1, 1 / 0, hi do n = n + 1 end for i = lo, hi, hi do n = n + 1 end for i = hi, lo, lo do n = n + 1 end for i = 1, 0 do n = n + 1e6 end for i = 1, -1 / 0 do n = n + 1e6 end for i = 1, 0 / 0 do n = n + 1e6 end
assert(n == 10, n) assert(not pcall(function() for i = 1, 2, 0 do end end)) assert(not pcall(function() for i = 1, {} do end end)) return "contained"
