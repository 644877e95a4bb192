-- expect: ok|timeout|fuel|memory; integer keys from the top down
local t = {} for i = 200000, 1, -1 do t[i] = i end assert(#t == 200000) return "contained"
