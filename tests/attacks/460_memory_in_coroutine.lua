-- expect: memory|timeout|fuel|runtime; all memory is used up in coroutine, and pcall sees nothing of it
while true do pcall(function() coroutine.wrap(function() local t = {} for i = 1, 1e9 do t[i] = {i} end end)() end) end
