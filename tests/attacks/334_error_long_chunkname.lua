-- expect: ok|timeout|fuel|memory|runtime; every error searches a chunk name of megabytes for a line's end
local f = load("error('e')", ("n"):rep(12 << 20))
for i = 1, 1e9 do pcall(f) end
