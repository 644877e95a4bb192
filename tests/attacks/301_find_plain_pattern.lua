-- expect: ok|timeout|fuel|memory|runtime; a long pattern without specials is scanned before it is found to be longer than the subject
local p = ("a"):rep(14 << 20)
for i = 1, 10000 do ("x"):find(p) end
return "contained"
