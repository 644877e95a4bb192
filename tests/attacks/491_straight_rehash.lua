-- expect: ok|timeout|fuel|memory|runtime; straight-line assignments, each of which lays out a full table anew
local t = {}
for i = 1, 1 << 18 do t[i + 0.5] = i end
local s = {} for i = 1, 10000 do s[i] = "t[" .. i .. ".5] = nil t[-" .. i .. ".5] = 1 " end
load("local t = ... " .. table.concat(s))(t) return "contained"
