-- expect: memory|timeout|fuel|runtime; all memory is used up in handler, and pcall sees nothing of it
while true do pcall(function() xpcall(error, function() local t = {} for i = 1, 1e9 do t[i] = {} end end) end) end
