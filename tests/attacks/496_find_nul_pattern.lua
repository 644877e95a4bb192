-- expect: ok|timeout|fuel|memory|runtime; looking for specials in a pattern of zeros, one strpbrk for each
local p = ("\0"):rep(15 << 20)
for i = 1, 100 do ("x"):find(p) end
return "contained"
