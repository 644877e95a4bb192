-- expect: ok|timeout|fuel|memory; all kinds of keys in one table, erased and put back
local t = {} for r = 1, 5 do for i = 1, 6000 do t[i << 40] = i t[i + 0.5] = i t["k" .. i] = i t[-i] = i t[{}] = i t[i % 2 == 0] = i end for k in pairs(t) do t[k] = nil end end return "contained"
