-- expect: memory|timeout|fuel|runtime; all memory is used up in keys, and pcall sees nothing of it
while true do pcall(function() local t = {} for i = 1, 1e9 do t[i + 0.5] = true end end) end
